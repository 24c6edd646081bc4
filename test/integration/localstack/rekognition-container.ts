import { GenericContainer, type StartedTestContainer, Wait } from "testcontainers";
import { reaperWhereItIs } from "../../../dev/engine/reaper.ts";
import { usableImage } from "../../../dev/engine/container.ts";
import type { Localstack } from "./start-localstack.ts";

const PORT = 4577;

/**
 * Our Rekognition as `docker-compose.yml` has it: in a container that functions call by its name. Sets the variables
 * by which the engine `localstack` finds it.
 */
export async function startRekognitionBeside({ network, gateway, url }: Localstack): Promise<StartedTestContainer> {
  await reaperWhereItIs();
  const s3 = `http://${gateway}:${new URL(url).port}`;
  const container = await new GenericContainer(await usableImage())
    .withCommand([
      "rekognition",
      "--host",
      "0.0.0.0",
      "--allow-host",
      "rekognition",
      "--ephemeral",
      "--s3-endpoint",
      s3,
    ])
    .withNetworkMode(network)
    .withNetworkAliases("rekognition")
    .withExposedPorts(PORT)
    .withLabels({ "doppelface.test": String(process.pid) })
    .withWaitStrategy(Wait.forHealthCheck())
    .start();
  process.env["DOPPELFACE_REKOGNITION_ENDPOINT"] = `http://127.0.0.1:${container.getMappedPort(PORT)}`;
  process.env["DOPPELFACE_FUNCTION_REKOGNITION"] = `http://rekognition:${PORT}`;
  return container;
}
