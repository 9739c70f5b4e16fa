"""Files to articles: reading, cleaning with offsets kept, title, outlet and date."""

from qa.articles.folder import ArticleFile, page_beside, read_content
from qa.articles.parsing import parse_article
from qa.articles.reading import FileContents, articles_in, find_files, read_article

__all__ = [
    "ArticleFile",
    "FileContents",
    "articles_in",
    "find_files",
    "page_beside",
    "parse_article",
    "read_article",
    "read_content",
]
