/** Of a StorageDescriptor over parquet, as a crawler writes it. */
export const PARQUET = {
  InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
};

/** Of a StorageDescriptor over JSON Lines, as Athena's documentation has it. */
export const jsonFormat = (Parameters: Readonly<Record<string, string>> = {}, SerializationLibrary = OPENX) => ({
  InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
  OutputFormat: 'org.apache.hadoop.hive.ql.io.IgnoreKeyTextOutputFormat',
  SerdeInfo: { SerializationLibrary, Parameters },
});

const OPENX = 'org.openx.data.jsonserde.JsonSerDe';
export const HIVE_JSON = 'org.apache.hive.hcatalog.data.JsonSerDe';
