"""All files as one table of pyarrow, sorted, of rows that follow one another with the same key and version the first."""
import glob
import os
import sys

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json as json
import pyarrow.parquet as parquet

folder = sys.argv[1]
os.makedirs(folder + "/lake/python-pyarrow")
rows = pa.concat_tables([json.read_json(path) for path in sorted(glob.glob(folder + "/landing/dynamodb/shop/*/*"))])
rows = rows.sort_by([("id", "ascending"), ("ddb_version", "ascending"), ("ddb_sequence", "ascending")])
same = pc.and_(*[pc.equal(rows[name][1:], rows[name][:-1]) for name in ("id", "ddb_version")])
rows = rows.filter(pa.chunked_array([pa.array([True])] + pc.invert(same).chunks))
parquet.write_table(rows, folder + "/lake/python-pyarrow/part.parquet", compression="zstd")
