"""The pipeline of `lakeferry local`, seen through boto3: announced, run, failed, redriven, read back."""

import json
import os
import sys
import time
import urllib.request

import boto3
from botocore.exceptions import ClientError

SOURCE = "retail-eu"
DATABASE = "retail_eu_shop"
MACHINE = "lakeferry-export-snapshot"
LONGEST_RUN_SECONDS = 90


def control(endpoint, /, **body):
    """What no AWS API offers: take an automated snapshot, make something fail."""
    request = urllib.request.Request(
        f"{os.environ['AWS_ENDPOINT_URL']}/_local/{endpoint}",
        data=json.dumps(body).encode(),
        headers={"content-type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def await_status(sfn, arn, wanted):
    deadline = time.monotonic() + LONGEST_RUN_SECONDS
    while True:
        run = sfn.describe_execution(executionArn=arn)
        if run["status"] == wanted:
            return run
        assert time.monotonic() < deadline, f"{arn} is {run['status']}, not {wanted}: {run.get('cause')}"
        time.sleep(0.5)


def run_of(sfn, machine_arn, snapshot_arn):
    """The execution that the snapshot's event started."""
    deadline = time.monotonic() + LONGEST_RUN_SECONDS
    while True:
        for run in sfn.list_executions(stateMachineArn=machine_arn)["executions"]:
            if snapshot_arn in sfn.describe_execution(executionArn=run["executionArn"])["input"]:
                return run["executionArn"]
        assert time.monotonic() < deadline, f"no execution for {snapshot_arn}"
        time.sleep(0.5)


def check_run_and_redrive():
    sfn = boto3.client("stepfunctions")
    machines = {m["name"]: m["stateMachineArn"] for m in sfn.list_state_machines()["stateMachines"]}
    assert MACHINE in machines, machines
    control("fault", name="crawl-failed", target=f"lakeferry_{DATABASE}")
    snapshot = control("snapshot", source=SOURCE)["snapshotArn"]
    arn = run_of(sfn, machines[MACHINE], snapshot)

    failed = await_status(sfn, arn, "FAILED")
    assert "CrawlFailedError" in failed["cause"], failed["cause"]
    assert failed["redriveStatus"] == "REDRIVABLE", failed["redriveStatus"]
    sfn.redrive_execution(executionArn=arn)
    done = await_status(sfn, arn, "SUCCEEDED")
    assert done["redriveCount"] == 1, done["redriveCount"]

    events = sfn.get_execution_history(executionArn=arn, maxResults=1000)["events"]
    types = [e["type"] for e in events]
    assert types[0] == "ExecutionStarted" and types[-1] == "ExecutionSucceeded", types
    assert types.count("ExecutionFailed") == 1 and types.count("ExecutionRedriven") == 1, types
    assert [e["id"] for e in events] == list(range(1, len(events) + 1))
    return snapshot


def check_same_event_again(snapshot):
    """A second event for one snapshot is no second export."""
    rds = boto3.client("rds")
    before = len(rds.describe_export_tasks()["ExportTasks"])
    detail = {
        "EventCategories": ["backup"],
        "SourceType": "CLUSTER_SNAPSHOT",
        "SourceArn": snapshot,
        "SourceIdentifier": snapshot.split("cluster-snapshot:")[1],
        "Message": "Automated cluster snapshot created",
        "EventID": "RDS-EVENT-0169",
        "Date": "2026-01-01T00:00:00Z",
    }
    entry = {
        "Source": "aws.rds",
        "DetailType": "RDS DB Cluster Snapshot Event",
        "Resources": [snapshot],
        "Detail": json.dumps(detail),
    }
    assert boto3.client("events").put_events(Entries=[entry])["FailedEntryCount"] == 0
    sfn = boto3.client("stepfunctions")
    machine = sfn.list_state_machines()["stateMachines"]
    arn = next(m["stateMachineArn"] for m in machine if m["name"] == MACHINE)
    deadline = time.monotonic() + LONGEST_RUN_SECONDS
    while True:
        runs = sfn.list_executions(stateMachineArn=arn, statusFilter="SUCCEEDED")["executions"]
        outputs = [json.loads(sfn.describe_execution(executionArn=r["executionArn"])["output"]) for r in runs]
        if any(o.get("reason") == "DUPLICATE" for o in outputs):
            break
        assert time.monotonic() < deadline, outputs
        time.sleep(0.5)
    assert len(rds.describe_export_tasks()["ExportTasks"]) == before


def check_lake():
    s3 = boto3.client("s3")
    bucket = next(b["Name"] for b in s3.list_buckets()["Buckets"] if "lake" in b["Name"].split("-"))
    keys = [o["Key"] for o in s3.list_objects_v2(Bucket=bucket, Prefix=f"lake/{SOURCE}/shop/orders/")["Contents"]]
    assert keys and all("/date=" in k and k.endswith(".parquet") for k in keys), keys

    tables = {t["Name"]: t for t in boto3.client("glue").get_tables(DatabaseName=DATABASE)["TableList"]}
    assert {"customers", "orders"} <= set(tables), sorted(tables)
    assert [k["Name"] for k in tables["orders"]["PartitionKeys"]] == ["date"]

    lakeformation = boto3.client("lakeformation")
    resource = {"Table": {"DatabaseName": DATABASE, "Name": "orders"}}
    tags = lakeformation.get_resource_lf_tags(Resource=resource)["LFTagsOnTable"]
    assert {t["TagKey"]: t["TagValues"] for t in tags}["confidential"] == ["public"], tags
    filters = lakeformation.list_data_cells_filter()["DataCellsFilters"]
    assert any(f["TableName"] == "customers" and "email" not in f["ColumnNames"] for f in filters), filters


def check_not_implemented():
    try:
        boto3.client("glue").list_blueprints()
    except ClientError as error:
        assert error.response["Error"]["Code"] == "NotImplemented", error.response
        assert "ListBlueprints" in error.response["Error"]["Message"], error.response
    else:
        sys.exit("glue ListBlueprints was answered")


if __name__ == "__main__":
    taken = check_run_and_redrive()
    print("boto3: snapshot, failure, redrive, history ok")
    check_same_event_again(taken)
    print("boto3: a duplicate event is no second export")
    check_lake()
    print("boto3: objects, tables, tags, filters ok")
    check_not_implemented()
    print("boto3: NotImplemented names the operation")
