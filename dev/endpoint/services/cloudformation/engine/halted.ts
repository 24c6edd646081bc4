/** The operation ends here, without a status of its own: another one, or the next start, goes on. */
export class Halted extends Error {
  constructor() {
    super("The operation was halted");
    this.name = "Halted";
  }
}
