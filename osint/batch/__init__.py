"""Any number of articles: in parts, in one process or on Dask, each part written whole or not at all."""
