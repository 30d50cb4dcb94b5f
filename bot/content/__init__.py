"""What we teach: data files that trainers edit, and the code that loads and checks them."""

from bot.content.load import Content, load
from bot.content.problem import BrokenContent, Problem

__all__ = ["BrokenContent", "Content", "Problem", "load"]
