"""Makes the files of this folder anew with the programs that people make them with; see README.md.

PYTHONPATH=tests python tests/formats/make_files.py
"""

import base64
import gzip
import io
import json
import shutil
import subprocess
import tempfile
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).parent
TITLE = "Ferry to Holm stops for the winter"
FIRST = [
    "The ferry between Arnvik and Holm will stop on 3 November, the island council said on Tuesday. It carried 41,200"
    " passengers last year, a fifth fewer than in 2019.",
    "“We can no longer pay the crew for empty crossings,” said the council’s chair, Sølvi Ødegård. The boat costs the"
    " council 3.5 million kroner a year.",
]
HEADING = "What islanders do now"
SECOND = [
    "Forty pupils from Holm will board at the school in Arnvik from Monday to Friday. Their parents pay nothing for the"
    " beds, but they do pay for the meals.",
    "The postal boat takes up to six people and leaves at 7.15 a.m.",
]
ITEMS = ["the doctor comes on Wednesdays", "the shop opens three days a week"]
ROWS = [("Year", "Passengers"), ("2019", "51,700"), ("2024", "41,200")]
PAGE = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{TITLE} - The Upland Courier</title>
<meta property="og:site_name" content="The Upland Courier"><meta property="article:published_time" content="2024-10-08">
<style>h2 {{ break-before: page }} body {{ font: 12pt serif }} h1 {{ font-size: 24pt }} h2 {{ font-size: 17pt }}</style>
</head><body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>{TITLE}</h1>
{"".join(f"<p>{text}</p>" for text in FIRST)}<h2>{HEADING}</h2>{"".join(f"<p>{text}</p>" for text in SECOND)}
<p>On the island:</p><ul>{"".join(f"<li>{text}</li>" for text in ITEMS)}</ul></article></body></html>"""
OFFICE = f"""<html><body><h1>{TITLE}</h1>{"".join(f"<p>{text}</p>" for text in FIRST)}<h2>{HEADING}</h2>
{"".join(f"<p>{text}</p>" for text in SECOND)}<ul>{"".join(f"<li><p>{text}</p></li>" for text in ITEMS)}</ul>
<table>{"".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)}</table></body></html>"""
BOOK = f"""---
title: {TITLE}
publisher: The Upland Courier
date: 2024-10-08
---

# The last crossing

{chr(10).join(f"{text}{chr(10)}" for text in FIRST)}
# {HEADING}

{chr(10).join(f"{text}{chr(10)}" for text in SECOND)}
"""


def office(work: Path) -> None:
    """Word, OpenDocument and RTF, and a PDF behind a password, by LibreOffice."""
    source = work / "ferry.html"
    source.write_text(OFFICE, encoding="utf-8")
    command = ["soffice", f"-env:UserInstallation=file://{work}/profile", "--headless", "--convert-to"]
    for target in ("odt:writer8", "docx:MS Word 2007 XML", "rtf:Rich Text Format"):
        reader = ["--infilter=HTML (StarWriter)"] if target.startswith("odt") else []
        made_from = source if target.startswith("odt") else FOLDER / "ferry.odt"
        subprocess.run([*command, target, *reader, "--outdir", str(FOLDER), str(made_from)], check=True)
    options = {
        "EncryptFile": {"type": "boolean", "value": "true"},
        "DocumentOpenPassword": {"type": "string", "value": "holm"},
    }
    target = f"pdf:writer_pdf_Export:{json.dumps(options)}"
    subprocess.run([*command, target, "--outdir", str(work), str(FOLDER / "ferry.odt")], check=True)
    shutil.move(work / "ferry.pdf", FOLDER / "locked.pdf")


def book(work: Path) -> None:
    """An EPUB by pandoc."""
    (work / "ferry.md").write_text(BOOK, encoding="utf-8")
    subprocess.run(["pandoc", work / "ferry.md", "-o", FOLDER / "ferry.epub"], check=True)


def browser(work: Path) -> None:
    """A page printed and a page saved, and a page that is a picture, by Chromium."""
    (work / "ferry.html").write_text(PAGE, encoding="utf-8")
    picture = io.BytesIO()
    Image.effect_noise((64, 90), 90).save(picture, "PNG")
    shown = base64.b64encode(picture.getvalue()).decode()
    (work / "scan.html").write_text(f'<img style="width:100%" src="data:image/png;base64,{shown}">', encoding="utf-8")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        tab = chromium.new_page()
        tab.goto(f"file://{work}/scan.html")
        tab.pdf(path=FOLDER / "scanned.pdf")
        tab.goto(f"file://{work}/ferry.html")
        tab.pdf(
            path=FOLDER / "ferry.pdf", format="A5", display_header_footer=True, margin={"top": "2cm", "bottom": "2cm"}
        )
        saved = tab.context.new_cdp_session(tab).send("Page.captureSnapshot", {"format": "mhtml"})["data"]
        (FOLDER / "ferry.mhtml").write_text(saved, encoding="utf-8", newline="")
        chromium.close()


def letter() -> None:
    """A letter with a text, a page and an attachment."""
    message = EmailMessage()
    message["From"] = "The Upland Courier <news@courier.example>"
    message["To"] = "reader@example.org"
    message["Subject"] = TITLE
    message["Date"] = datetime(2024, 10, 8, 6, 30, tzinfo=UTC)
    message["Message-ID"] = "<1@courier.example>"
    message.set_content("\n\n".join([*FIRST, *SECOND]))
    message.add_attachment(b"GIF89a", maintype="image", subtype="gif", filename="map.gif")
    (FOLDER / "ferry.eml").write_bytes(bytes(message))


def packed() -> None:
    """A page by gzip, and an archive with a page, an article below a folder, a feed and a picture."""
    (FOLDER / "ferry.html.gz").write_bytes(gzip.compress(PAGE.encode(), mtime=0))
    with zipfile.ZipFile(FOLDER / "papers.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ferry.html", PAGE)
        archive.writestr("2023/school.txt", f"The school\n\n{SECOND[0]}\n")
        archive.write(FOLDER / "feed.xml", "feed.xml")
        archive.writestr("map.gif", b"GIF89a")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made_in:
        office(Path(made_in))
        book(Path(made_in))
        browser(Path(made_in))
    letter()
    packed()
