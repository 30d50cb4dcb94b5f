"""The area $1 and all below it, as the beginning of a statement."""

from typing import Final

BELOW: Final = (
    "WITH RECURSIVE below (id) AS (SELECT id FROM area WHERE id = $1"
    " UNION ALL SELECT a.id FROM area a JOIN below b ON a.parent_id = b.id)"
)
# The same; `top` is the area directly below $1 (or $1 itself).
BELOW_BY_TOP: Final = (
    "WITH RECURSIVE below (id, top) AS (SELECT id, id FROM area WHERE id = $1 UNION ALL"
    " SELECT a.id, CASE WHEN b.id = $1 THEN a.id ELSE b.top END"
    " FROM area a JOIN below b ON a.parent_id = b.id)"
)
