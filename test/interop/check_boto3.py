"""boto3 against the local runtime: the other half of the world's clients, with its own ideas of the wire formats.

Run by .ci/interop with AWS_ENDPOINT_URL set; ends with a non-zero status at the first answer that is not as expected.
"""

import hashlib
import io
import os
import urllib.request

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError

MIB = 1024 * 1024
s3, sts, kms, ssm = (boto3.client(name) for name in ("s3", "sts", "kms", "ssm"))


def refused(code, call):
    try:
        call()
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error.response
        return
    raise AssertionError(f"{code} was expected")


def objects():
    s3.create_bucket(Bucket="lake", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    key = "a/b c+é%/日本.txt"
    etag = s3.put_object(Bucket="lake", Key=key, Body=b"hello", Metadata={"owner": "me"})["ETag"]
    assert etag == f'"{hashlib.md5(b"hello").hexdigest()}"'
    found = s3.get_object(Bucket="lake", Key=key)
    assert (found["Body"].read(), found["Metadata"]) == (b"hello", {"owner": "me"})
    s3.copy_object(Bucket="lake", Key="copy", CopySource={"Bucket": "lake", "Key": key})
    assert [o["Key"] for o in s3.list_objects_v2(Bucket="lake")["Contents"]] == [key, "copy"]
    assert s3.get_object(Bucket="lake", Key="copy", Range="bytes=1-3")["Body"].read() == b"ell"
    refused("NoSuchKey", lambda: s3.get_object(Bucket="lake", Key="none"))
    refused("404", lambda: s3.head_object(Bucket="lake", Key="none"))
    refused("PreconditionFailed", lambda: s3.put_object(Bucket="lake", Key="copy", Body=b"", IfNoneMatch="*"))
    refused("NotImplemented", lambda: s3.get_bucket_website(Bucket="lake"))


def transfers():
    body = os.urandom(20 * MIB)
    config = TransferConfig(multipart_threshold=5 * MIB, multipart_chunksize=5 * MIB)
    s3.upload_fileobj(io.BytesIO(body), "lake", "large", Config=config)
    received = io.BytesIO()
    s3.download_fileobj("lake", "large", received, Config=config)
    assert received.getvalue() == body
    s3.copy({"Bucket": "lake", "Key": "large"}, "lake", "large-copy", Config=config)
    assert s3.head_object(Bucket="lake", Key="large-copy")["ContentLength"] == len(body)


def pages():
    for number in range(1005):
        s3.put_object(Bucket="lake", Key=f"many/{number:04}", Body=b"")
    listed = s3.get_paginator("list_objects_v2").paginate(Bucket="lake", Prefix="many/")
    keys = [o["Key"] for page in listed for o in page["Contents"]]
    assert keys == [f"many/{number:04}" for number in range(1005)]
    deleted = s3.delete_objects(Bucket="lake", Delete={"Objects": [{"Key": k} for k in keys[:1000]]})
    assert len(deleted["Deleted"]) == 1000


def links():
    link = s3.generate_presigned_url("get_object", Params={"Bucket": "lake", "Key": "copy"})
    with urllib.request.urlopen(link) as answer:
        assert answer.read() == b"hello"
    link = s3.generate_presigned_url("put_object", Params={"Bucket": "lake", "Key": "put by link"})
    urllib.request.urlopen(urllib.request.Request(link, data=b"linked", method="PUT")).close()
    assert s3.get_object(Bucket="lake", Key="put by link")["Body"].read() == b"linked"


def versions():
    s3.create_bucket(Bucket="kept", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_bucket_versioning(Bucket="kept", VersioningConfiguration={"Status": "Enabled"})
    first = s3.put_object(Bucket="kept", Key="k", Body=b"1")["VersionId"]
    s3.put_object(Bucket="kept", Key="k", Body=b"2")
    assert s3.get_object(Bucket="kept", Key="k", VersionId=first)["Body"].read() == b"1"
    rules = {"Rules": [{"ID": "r", "Status": "Enabled", "Filter": {"Prefix": "x/"}, "Expiration": {"Days": 1}}]}
    s3.put_bucket_lifecycle_configuration(Bucket="kept", LifecycleConfiguration=rules)
    assert s3.get_bucket_lifecycle_configuration(Bucket="kept")["Rules"] == rules["Rules"]


def identities():
    assert sts.get_caller_identity()["Account"] == "111111111111"
    role = "arn:aws:iam::222222222222:role/pivot"
    given = sts.assume_role(RoleArn=role, RoleSessionName="copy")["Credentials"]
    session = boto3.Session(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
    assert session.client("sts").get_caller_identity()["Arn"] == "arn:aws:sts::222222222222:assumed-role/pivot/copy"


def secrets():
    key = kms.create_key(Description="lake")["KeyMetadata"]["KeyId"]
    sealed = kms.encrypt(KeyId=key, Plaintext=b"secret", EncryptionContext={"a": "1"})["CiphertextBlob"]
    assert kms.decrypt(CiphertextBlob=sealed, EncryptionContext={"a": "1"})["Plaintext"] == b"secret"
    refused("InvalidCiphertextException", lambda: kms.decrypt(CiphertextBlob=sealed))
    ssm.put_parameter(Name="/out/key", Value="hunter2", Type="SecureString", KeyId=key)
    assert ssm.get_parameter(Name="/out/key", WithDecryption=True)["Parameter"]["Value"] == "hunter2"
    assert [p["Name"] for p in ssm.get_parameters_by_path(Path="/out")["Parameters"]] == ["/out/key"]
    refused("ParameterNotFound", lambda: ssm.get_parameter(Name="/none"))


for check in (objects, transfers, pages, links, versions, identities, secrets):
    check()
    print(f"boto3: {check.__name__} ok")
