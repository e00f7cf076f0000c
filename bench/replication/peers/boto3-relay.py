"""Ranged GET and UploadPart by boto3, four threads, 16 MiB parts in memory, CRC32. Arguments: both endpoints."""
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

PART = 16 * 1024 ** 2


def client(endpoint):
    config = Config(s3={"addressing_style": "path"}, max_pool_connections=8)
    return boto3.client(
        "s3", endpoint_url=endpoint, region_name="eu-west-1", config=config, verify=os.environ.get("BENCH_CA"),
        aws_access_key_id="a", aws_secret_access_key="b",
    )


source, destination = client(sys.argv[1]), client(sys.argv[2])
here, there = {"Bucket": "our-files", "Key": "large"}, {"Bucket": "theirs", "Key": "large"}
head = source.head_object(**here)
size = head["ContentLength"]
upload = destination.create_multipart_upload(**there, ChecksumAlgorithm="CRC32", ChecksumType="FULL_OBJECT")["UploadId"]


def relay(i):
    first = i * PART
    last = min(size, first + PART) - 1
    body = source.get_object(**here, Range=f"bytes={first}-{last}", IfMatch=head["ETag"])["Body"].read()
    sent = destination.upload_part(
        **there, UploadId=upload, PartNumber=i + 1, Body=body, ChecksumAlgorithm="CRC32"
    )
    return {"PartNumber": i + 1, "ETag": sent["ETag"]}


with ThreadPoolExecutor(4) as pool:
    parts = list(pool.map(relay, range((size + PART - 1) // PART)))
destination.complete_multipart_upload(**there, UploadId=upload, MultipartUpload={"Parts": parts})
