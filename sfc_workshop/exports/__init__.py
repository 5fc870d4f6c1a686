"""Files out: priorities as XLSX and CSV, the published package."""
