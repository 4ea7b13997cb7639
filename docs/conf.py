"""Settings of the documentation: built offline, with nothing loaded from elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path

import osint

sys.path.insert(0, str(Path(__file__).parent))

project = "osint"
copyright = "the osint authors, Apache-2.0"
version = release = osint.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc", "generated"]
exclude_patterns = ["generated_pages"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
numpydoc_show_class_members = False
# No page carries a template's placeholder for a class that the public modules only pass on.
numpydoc_class_members_toctree = False
suppress_warnings = ["config.cache"]

html_theme = "pydata_sphinx_theme"
html_title = "osint"
html_static_path = ["_static"]
html_css_files = ["osint.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "navbar_align": "left",
    "navbar_end": ["theme-switcher"],
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "show_prev_next": False,
}
