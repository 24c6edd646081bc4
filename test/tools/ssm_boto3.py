"""Calls Systems Manager's parameters as boto3 does."""

import sys

from checks import check, client, refusal

ssm = client("ssm", sys.argv[1])

check("put_parameter", ssm.put_parameter(Name="/shop/url", Value="a", Type="String", Tags=[{"Key": "team", "Value": "shop"}])["Version"] == 1)
exists = refusal(ssm.put_parameter, Name="/shop/url", Value="b", Type="String")
check("exists", exists[::2] == ("ParameterAlreadyExists", 400), exists)
check("version", ssm.put_parameter(Name="/shop/url", Value="b", Overwrite=True)["Version"] == 2)
for name in ("x", "y", "z"):
    ssm.put_parameter(Name=f"/shop/deep/{name}", Value="1,2", Type="StringList")
parameter = ssm.get_parameter(Name="/shop/url")["Parameter"]
check("get_parameter", (parameter["Value"], parameter["ARN"]) == ("b", "arn:aws:ssm:us-east-1:000000000000:parameter/shop/url"), parameter)
check("selector", ssm.get_parameter(Name="/shop/url:1")["Parameter"]["Value"] == "a")
missing = refusal(ssm.get_parameter, Name="absent")
check("not there", missing[::2] == ("ParameterNotFound", 400), missing)
got = ssm.get_parameters(Names=["/shop/url", "absent"])
check("get_parameters", len(got["Parameters"]) == 1 and got["InvalidParameters"] == ["absent"], got)
pages = list(ssm.get_paginator("get_parameters_by_path").paginate(Path="/shop", Recursive=True, PaginationConfig={"PageSize": 3}))
check("get_parameters_by_path", [len(page["Parameters"]) for page in pages] == [3, 1], pages)
check("one level", [one["Name"] for one in ssm.get_parameters_by_path(Path="/shop")["Parameters"]] == ["/shop/url"])
check("describe_parameters", [one["Name"] for one in ssm.describe_parameters()["Parameters"]][:2] == ["/shop/deep/x", "/shop/deep/y"])
ssm.add_tags_to_resource(ResourceType="Parameter", ResourceId="/shop/url", Tags=[{"Key": "stage", "Value": "dev"}])
ssm.remove_tags_from_resource(ResourceType="Parameter", ResourceId="/shop/url", TagKeys=["team"])
check("list_tags_for_resource", ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId="/shop/url")["TagList"] == [{"Key": "stage", "Value": "dev"}])
ssm.delete_parameter(Name="/shop/url")
check("delete_parameter", refusal(ssm.delete_parameter, Name="/shop/url")[0] == "ParameterNotFound")
deleted = ssm.delete_parameters(Names=["/shop/deep/x", "/shop/deep/y", "absent"])
check("delete_parameters", len(deleted["DeletedParameters"]) == 2 and deleted["InvalidParameters"] == ["absent"], deleted)
secure = refusal(ssm.put_parameter, Name="secret", Value="s", Type="SecureString")
check("SecureString", secure[0] == "UnsupportedOperation", secure)
