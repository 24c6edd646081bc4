import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { LambdaClient } from "@aws-sdk/client-lambda";
import type { DeployedApp } from "../../app/deploy-app.ts";
import { findStack } from "../../app/stack.ts";
import { reasonOf } from "../../pipeline/answered-error.ts";
import type { Presence } from "../engine.ts";
import type { Sighting } from "../recovery.ts";
import { answersAws } from "./find-emulator.ts";
import { REKOGNITION, pointAtRekognition } from "./function.ts";
import { sightStack } from "./sight-stack.ts";
import type { EmulatorTarget } from "./target.ts";

/**
 * Looks whether an emulator has the stack, and puts the function's Rekognition back where somebody else's deploy has
 * taken it away: the template, which is AWS's, does not name it.
 */
export class EmulatorPresence implements Presence {
  readonly where: string;
  readonly #target: EmulatorTarget;
  readonly #isDeploying: () => boolean;
  #told: string | undefined;

  /**
   * @param name what the emulator is, and where people reach it
   * @param isDeploying whether this process deploys, so that what it sees is on its way
   */
  constructor(name: string, target: EmulatorTarget, isDeploying: () => boolean) {
    this.where = name;
    this.#target = target;
    this.#isDeploying = isDeploying;
  }

  readonly isUp = (): Promise<boolean> => answersAws(this.#target.connection);

  readonly look = async ({ functions, stacks }: DeployedApp): Promise<Sighting> => {
    // A client of its own each time: connections to an emulator that has ended are of no use.
    const lambda = new LambdaClient({ ...this.#target.connection, maxAttempts: 1 });
    try {
      for (const { name } of functions) {
        const seen = await sightStack(lambda, name);
        if (seen.is === "silent") return seen;
        if (this.#isDeploying()) return { is: "there" };
        if (seen.is === "forgotten") return seen;
        if (seen.variables[REKOGNITION] !== this.#target.functionRekognition) {
          await this.#putBack(lambda, name, seen.variables, stacks);
        }
      }
      return { is: "there" };
    } finally {
      lambda.destroy();
    }
  };

  async #putBack(
    lambda: LambdaClient,
    functionName: string,
    variables: Readonly<Record<string, string>>,
    stacks: readonly string[],
  ): Promise<void> {
    const { functionRekognition: url, notice } = this.#target;
    if (url === undefined) return;
    try {
      // Whoever deploys would find a function that is being updated.
      if (await this.#isUpdating(stacks)) return;
      await pointAtRekognition(lambda, functionName, variables, url);
      notice(
        `Another deploy had taken ${REKOGNITION} away from the function ${functionName}; it is ${url} again, so that ` +
          "its faces come to Doppelface.",
      );
      this.#told = undefined;
    } catch (error) {
      // The next look tries again.
      const reason = reasonOf(error);
      if (reason !== this.#told) notice(`${REKOGNITION} could not be put back at ${functionName}: ${reason}`);
      this.#told = reason;
    }
  }

  async #isUpdating(stacks: readonly string[]): Promise<boolean> {
    const cloudformation = new CloudFormationClient(this.#target.connection);
    try {
      const found = await Promise.all(stacks.map((name) => findStack(cloudformation, name)));
      return found.some((stack) => stack?.StackStatus?.endsWith("_IN_PROGRESS") === true);
    } finally {
      cloudformation.destroy();
    }
  }
}
