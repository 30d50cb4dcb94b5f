"""The dashboard of the Sosdiklih division: its pages, and who may see them."""
