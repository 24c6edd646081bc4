"""Calls ECR as boto3 does, as far as `cdk bootstrap` needs it."""

import json
import sys

from checks import check, client, refusal

ecr = client("ecr", sys.argv[1])
R = "cdk-assets"
named = {"repositoryName": R}
made = ecr.create_repository(**named, imageTagMutability="IMMUTABLE", tags=[{"Key": "team", "Value": "faces"}])["repository"]
ARN = made["repositoryArn"]
check("create_repository", ARN == f"arn:aws:ecr:us-east-1:000000000000:repository/{R}" and made["imageTagMutability"] == "IMMUTABLE", made)
exists = refusal(ecr.create_repository, **named)
check("exists", exists[::2] == ("RepositoryAlreadyExistsException", 400), exists)
check("describe_repositories", [entry["repositoryName"] for entry in ecr.describe_repositories()["repositories"]] == [R])
missing = refusal(ecr.describe_repositories, repositoryNames=["absent"])
check("not there", missing[::2] == ("RepositoryNotFoundException", 400), missing)
ecr.put_image_scanning_configuration(**named, imageScanningConfiguration={"scanOnPush": True})
check("put_image_scanning_configuration", ecr.describe_repositories(repositoryNames=[R])["repositories"][0]["imageScanningConfiguration"] == {"scanOnPush": True})
ecr.put_image_tag_mutability(**named, imageTagMutability="MUTABLE")
check("put_image_tag_mutability", ecr.describe_repositories(repositoryNames=[R])["repositories"][0]["imageTagMutability"] == "MUTABLE")
policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}]}
check("no policy", refusal(ecr.get_repository_policy, **named)[0] == "RepositoryPolicyNotFoundException")
ecr.set_repository_policy(**named, policyText=json.dumps(policy))
check("get_repository_policy", json.loads(ecr.get_repository_policy(**named)["policyText"]) == policy)
ecr.delete_repository_policy(**named)
check("delete_repository_policy", refusal(ecr.get_repository_policy, **named)[0] == "RepositoryPolicyNotFoundException")
rules = {"rules": [{"rulePriority": 1, "selection": {"tagStatus": "untagged", "countType": "imageCountMoreThan", "countNumber": 1}, "action": {"type": "expire"}}]}
check("no rules", refusal(ecr.get_lifecycle_policy, **named)[0] == "LifecyclePolicyNotFoundException")
ecr.put_lifecycle_policy(**named, lifecyclePolicyText=json.dumps(rules))
check("get_lifecycle_policy", json.loads(ecr.get_lifecycle_policy(**named)["lifecyclePolicyText"]) == rules)
ecr.delete_lifecycle_policy(**named)
check("delete_lifecycle_policy", refusal(ecr.get_lifecycle_policy, **named)[0] == "LifecyclePolicyNotFoundException")
ecr.tag_resource(resourceArn=ARN, tags=[{"Key": "stage", "Value": "dev"}])
ecr.untag_resource(resourceArn=ARN, tagKeys=["team"])
check("list_tags_for_resource", ecr.list_tags_for_resource(resourceArn=ARN)["tags"] == [{"Key": "stage", "Value": "dev"}])
refused = refusal(ecr.get_authorization_token)
check("not supported", refused[::2] == ("UnsupportedOperation", 400) and "GetAuthorizationToken" in refused[1], refused)
ecr.delete_repository(**named, force=True)
check("delete_repository", ecr.describe_repositories()["repositories"] == [])
