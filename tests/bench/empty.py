"""An empty page under Streamlit's default settings: python empty.py FOLDER serves it on TONGPIN_TEST_PORT."""

import os
import sys
from pathlib import Path

from streamlit.web.cli import main

if __name__ == "__main__":
    # Away from our own .streamlit/config.toml.
    os.chdir(sys.argv[1])
    Path("page.py").write_text('import streamlit as st\n\nst.title("empty")\n', encoding="utf-8")
    sys.argv = ["streamlit", "run", "page.py", "--server.headless=true", f"--server.port={os.environ['TONGPIN_TEST_PORT']}"]
    main()
