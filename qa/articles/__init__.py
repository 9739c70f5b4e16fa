"""Files to articles: reading, cleaning with offsets kept, title, outlet and date."""

from qa.articles.parsing import parse_article
from qa.articles.reading import ArticleFile, find_files, read_article

__all__ = ["ArticleFile", "find_files", "parse_article", "read_article"]
