"""Calls the face API as boto3 does."""

import datetime
import pathlib
import sys
import time

from checks import check, client, refusal

rekognition = client("rekognition", sys.argv[1], parameter_validation=False)
folder = pathlib.Path(sys.argv[2])
C = "people"
ARN = f"arn:aws:rekognition:us-east-1:000000000000:collection/{C}"


def picture(name):
    return {"Bytes": (folder / name).read_bytes()}


def refused(operation, code, text="", **arguments):
    error = refusal(getattr(rekognition, operation), **arguments)
    check(operation, error[0] == code and text in error[1] and error[2] == 400, f"{code} {error}")


made = rekognition.create_collection(CollectionId=C, Tags={"team": "faces"})
check("create_collection", made["StatusCode"] == 200 and made["CollectionArn"].startswith("aws:rekognition:"))
refused("create_collection", "ResourceAlreadyExistsException", "already exists", CollectionId=C)
refused("create_collection", "ValidationException", "1 validation error detected", CollectionId="a b")
check("list_collections", rekognition.list_collections()["CollectionIds"] == [C])

indexed = rekognition.index_faces(CollectionId=C, Image=picture("nora-lind.jpg"), ExternalImageId="nora", DetectionAttributes=["ALL"])
nora = indexed["FaceRecords"][0]["Face"]["FaceId"]
check("index_faces", len(indexed["FaceRecords"][0]["FaceDetail"]["Landmarks"]) == 30)
tilted = rekognition.index_faces(CollectionId=C, Image=picture("tilted/nora-lind.jpg"))["FaceRecords"][0]["Face"]["FaceId"]
group = rekognition.index_faces(CollectionId=C, Image=picture("lunch-group.jpg"), MaxFaces=1)
check("index_faces", [face["Reasons"] for face in group["UnindexedFaces"]] == [["EXCEEDS_MAX_FACES"]] * 2)
described = rekognition.describe_collection(CollectionId=C)
age = datetime.datetime.now(datetime.timezone.utc) - described["CreationTimestamp"]
check("describe_collection", described["FaceCount"] == 3 and described["CollectionARN"] == ARN and abs(age.total_seconds()) < 600)
pages = list(rekognition.get_paginator("list_faces").paginate(CollectionId=C, PaginationConfig={"PageSize": 2}))
check("list_faces", [len(page["Faces"]) for page in pages] == [2, 1])
refused("list_faces", "InvalidPaginationTokenException", CollectionId=C, NextToken="x")

faces = rekognition.detect_faces(Image=picture("lunch-group.jpg"), Attributes=["ALL"])["FaceDetails"]
check("detect_faces", len(faces) == 3 and {len(face["Emotions"]) for face in faces} == {8})
refused("detect_faces", "InvalidImageFormatException", "Request has invalid image format", Image={"Bytes": b"text"})
compared = rekognition.compare_faces(SourceImage=picture("nora-lind.jpg"), TargetImage=picture("smiling/nora-lind.jpg"))
check("compare_faces", compared["FaceMatches"][0]["Similarity"] > 95)
found = rekognition.search_faces(CollectionId=C, FaceId=nora)
# The largest face of the group is hers as well.
like = [match["Face"]["FaceId"] for match in found["FaceMatches"]]
check("search_faces", tilted in like and nora not in like)
found = rekognition.search_faces_by_image(CollectionId=C, Image=picture("smiling/nora-lind.jpg"))
check("search_faces_by_image", {match["Face"]["FaceId"] for match in found["FaceMatches"]} >= {nora, tilted})
refused(
    "search_faces_by_image",
    "InvalidParameterException",
    "There are no faces in the image. Should be at least 1.",
    CollectionId=C,
    Image=picture("landscape.jpg"),
)

check("create_user", rekognition.create_user(CollectionId=C, UserId="nora")["ResponseMetadata"]["HTTPStatusCode"] == 200)
refused("create_user", "ConflictException", CollectionId=C, UserId="nora")
joined = rekognition.associate_faces(CollectionId=C, UserId="nora", FaceIds=[nora, tilted])
check("associate_faces", len(joined["AssociatedFaces"]) == 2 and joined["UserStatus"] == "UPDATING")
while rekognition.list_users(CollectionId=C)["Users"][0]["UserStatus"] == "UPDATING":
    time.sleep(0.1)
check("list_users", rekognition.list_users(CollectionId=C)["Users"] == [{"UserId": "nora", "UserStatus": "ACTIVE"}])
users = rekognition.search_users(CollectionId=C, FaceId=tilted)
check("search_users", users["UserMatches"][0]["User"]["UserId"] == "nora" and users["SearchedFace"] == {"FaceId": tilted})
users = rekognition.search_users_by_image(CollectionId=C, Image=picture("smiling/nora-lind.jpg"))
check("search_users_by_image", users["UserMatches"][0]["Similarity"] > 95 and "FaceDetail" in users["SearchedFace"])
kept = rekognition.delete_faces(CollectionId=C, FaceIds=[nora])
check("delete_faces", kept["UnsuccessfulFaceDeletions"][0]["Reasons"] == ["ASSOCIATED_TO_AN_EXISTING_USER"])
left = rekognition.disassociate_faces(CollectionId=C, UserId="nora", FaceIds=[nora])
check("disassociate_faces", left["DisassociatedFaces"] == [{"FaceId": nora}])
check("delete_faces", rekognition.delete_faces(CollectionId=C, FaceIds=[nora])["DeletedFaces"] == [nora])
rekognition.delete_user(CollectionId=C, UserId="nora")
check("delete_user", rekognition.list_users(CollectionId=C)["Users"] == [])

rekognition.tag_resource(ResourceArn=ARN, Tags={"stage": "test"})
check("tag_resource", rekognition.list_tags_for_resource(ResourceArn=ARN)["Tags"] == {"team": "faces", "stage": "test"})
rekognition.untag_resource(ResourceArn=ARN, TagKeys=["team"])
check("untag_resource", rekognition.list_tags_for_resource(ResourceArn=ARN)["Tags"] == {"stage": "test"})
check("list_tags_for_resource", True)
check("delete_collection", rekognition.delete_collection(CollectionId=C)["StatusCode"] == 200)
refused("describe_collection", "ResourceNotFoundException", "not found", CollectionId=C)
