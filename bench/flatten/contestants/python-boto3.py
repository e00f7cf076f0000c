"""The obvious way in Python: boto3's TypeDeserializer, then a flattening. Arguments: file of the batch, seconds."""
import base64
import json
import resource
import sys
import time

from boto3.dynamodb.types import Binary, TypeDeserializer

deserializer = TypeDeserializer()


def plain(value):
    if isinstance(value, Binary):
        return base64.b64encode(value.value).decode()
    if isinstance(value, (set, list)):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return value if value is None or isinstance(value, (str, bool)) else str(value)


def leaves(values, prefix, row):
    for name, value in values.items():
        if isinstance(value, dict):
            leaves(value, f"{prefix}{name}__", row)
        elif isinstance(value, (set, list)):
            row[prefix + name] = json.dumps(plain(value))
        elif isinstance(value, bool):
            row[prefix + name] = "true" if value else "false"
        else:
            row[prefix + name] = plain(value)


def image(attributes, row):
    values = {}
    for name, value in attributes.items():
        # boto3 takes base64 for bytes that are to be stored
        values[name] = value["B"] if "B" in value else deserializer.deserialize(value)
    leaves(values, "", row)


def row_of(record, sequence):
    change = record["dynamodb"]
    row = {
        "ddb_table": record["tableName"], "ddb_event": record["eventName"],
        "ddb_version": change["ApproximateCreationDateTime"], "ddb_sequence": sequence,
        "ddb_event_id": record["eventID"], "ddb_source": "STREAM", "ddb_ttl": False,
    }
    image(change["Keys"], row)
    image(change.get("NewImage", {}), row)
    return row


def handler(event):
    records = []
    for each in event["records"]:
        row = row_of(json.loads(base64.b64decode(each["data"])), each["kinesisRecordMetadata"]["sequenceNumber"])
        data = base64.b64encode((json.dumps(row, ensure_ascii=False) + "\n").encode()).decode()
        records.append({"recordId": each["recordId"], "result": "Ok", "data": data})
    return {"records": records}


def main():
    with open(sys.argv[1], encoding="utf8") as file:
        event = json.load(file)
    seconds = float(sys.argv[2])
    answer = handler(event)
    used = time.process_time()
    began = time.monotonic()
    times = []
    while time.monotonic() - began < seconds:
        start = time.monotonic()
        handler(event)
        times.append(time.monotonic() - start)
    cpu = time.process_time() - used
    records = len(times) * len(event["records"])
    rows = [base64.b64decode(each["data"]).decode() for each in answer["records"]]
    print(json.dumps({
        "perSecond": records / (time.monotonic() - began), "perCpuSecond": records / cpu,
        "p99Ms": 1000 * sorted(times)[min(len(times) - 1, int(len(times) * 0.99))],
        "rssMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "rows": rows,
    }))


main()
