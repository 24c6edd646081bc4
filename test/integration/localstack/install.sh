#!/bin/sh
# install.sh: LocalStack 4.14.0 for `npm run test:integration -- --engine localstack`, on machines that do not reach its
# image: from the Python registry, with DynamoDB Local, which LocalStack would download by itself, from Maven Central.
# Needs Python 3.13 (PYTHON names it), Java 17 or later and Maven. Goes into node_modules/.cache/localstack.
set -eu
cd "$(dirname "$0")/../../.."
target=$(pwd)/node_modules/.cache/localstack
python=${PYTHON:-python3}
# With 3.12 every call of S3 ends with status 500.
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
if [ "$version" != 3.13 ]; then
  echo "install.sh: $python is $version, and LocalStack 4.14.0 works on Python 3.13. Name it: PYTHON=/path/to/python3.13 sh $0" >&2
  exit 1
fi
rm -rf "$target"
mkdir -p "$target/lib/java" "$target/lib/dynamodb-local/2"

"$python" -m venv "$target/venv"
# Newer releases of these four do not work with this one of LocalStack.
"$target/venv/bin/pip" install --quiet 'localstack-core[base-runtime,runtime]==4.14.0' \
  'cbor2<5.8' 'cryptography<46' 'pyopenssl<25.2' 'service_identity<25'

# In the places and by the names that LocalStack's installers look for before they download anything.
ln -s "$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")" "$target/lib/java/21"
cd "$target/lib/dynamodb-local/2"
mvn --quiet --file "$OLDPWD/test/integration/localstack/pom.xml" dependency:copy-dependencies \
  "-DoutputDirectory=$(pwd)/DynamoDBLocal_lib" "-DbuildDirectory=$target/maven"
# An agent that changes nothing, in the place of one that allows more than 20 indexes a table.
mv DynamoDBLocal_lib/byte-buddy-agent-*.jar ddb-local-loader-0.1.jar
{
  echo "Main-Class: com.amazonaws.services.dynamodbv2.local.main.ServerRunner"
  echo "Class-Path: "
  for jar in DynamoDBLocal_lib/*.jar; do echo "  $jar "; done
} >manifest.txt
jar cfm DynamoDBLocal.jar manifest.txt
rm manifest.txt
