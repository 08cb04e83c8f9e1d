"""Writes pages inside a Material site, for the browser tests and for looking at them: `python tests/page/site.py OUT`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from mkdocs_storymap.assets import ASSETS, asset_bytes

HERE = Path(__file__).parent
CONFIG = """site_name: Lending product docs
theme:
  name: {theme}
  {options}
extra_css: [storymap.css]
extra_javascript: [storymap.js]
hooks: [hook.py]
plugins: [search]
"""
MATERIAL = """font: false
  features: [{features}]
  palette:
    - {{media: "(prefers-color-scheme: light)", scheme: default, primary: white, accent: indigo, toggle: {{icon: material/weather-night, name: Dark}}}}
    - {{media: "(prefers-color-scheme: dark)", scheme: slate, primary: black, accent: indigo, toggle: {{icon: material/weather-sunny, name: Light}}}}"""
HOOK = '''
from pathlib import Path

def on_page_content(html, page, config, files):
    for piece in Path(config.docs_dir, "..", "pieces").glob("*.html"):
        html = html.replace(f"<p>MAP {piece.stem}</p>", piece.read_text(encoding="utf-8"))
    return html
'''


def build_site(out: Path, pages: dict[str, str], *, theme: str = "material", features: str = "navigation.tabs", sidebars: bool = False) -> Path:
    """Build a site with one page for each rendered map (name → HTML) and return its folder."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    work = out / "src"
    shutil.rmtree(work, ignore_errors=True)
    (work / "docs").mkdir(parents=True)
    (work / "pieces").mkdir()
    for asset in ASSETS:
        (work / "docs" / asset).write_bytes(asset_bytes(asset))
    hide = "" if sidebars else "---\nhide: [navigation, toc]\n---\n"
    (work / "docs" / "index.md").write_text("# About\n\nOrdinary *Markdown*.\n\n- one\n- two\n", encoding="utf-8")
    for name, html in pages.items():
        (work / "pieces" / f"{name}.html").write_text(html, encoding="utf-8")
        (work / "docs" / f"{name}.md").write_text(f"{hide}MAP {name}\n", encoding="utf-8")
    (work / "hook.py").write_text(HOOK, encoding="utf-8")
    options = MATERIAL.format(features=features) if theme == "material" else ""
    (work / "mkdocs.yml").write_text(CONFIG.format(theme=theme, options=options) + "use_directory_urls: false\n", encoding="utf-8")
    build(load_config(str(work / "mkdocs.yml"), site_dir=str(out / "site")))
    return out / "site"


def main() -> None:
    """Build the two examples."""
    sys.path.insert(0, str(HERE))
    import conftest as maps

    texts = [maps.example("loan-preapproval"), maps.example("loan-ds")]
    pages = {key: maps.render(*texts, key=key) for key in ("loan-preapproval", "loan-ds")}
    print(build_site(Path(sys.argv[1]), pages))


if __name__ == "__main__":
    main()
