/** What a REPORT line says of an invocation. Durations in milliseconds, memory in MB. */
export interface Report {
  readonly requestId: string;
  readonly duration: number;
  /** Of the init phase, for a cold start. */
  readonly initDuration: number | undefined;
  readonly memorySize: number;
  readonly maxMemoryUsed: number;
  readonly failure: { readonly status: "timeout" | "error"; readonly errorType: string } | undefined;
}

/** Makes the lines that Lambda itself adds to a log stream. */
export interface PlatformLines {
  start(requestId: string, version: string): string;
  end(requestId: string): string | undefined;
  report(report: Report): string;
}

/** Lines of `LogFormat: Text`, tabs and line feeds as Lambda writes them. */
export const TEXT_LINES: PlatformLines = {
  start: (requestId, version) => `START RequestId: ${requestId} Version: ${version}\n`,
  end: (requestId) => `END RequestId: ${requestId}\n`,
  report(report) {
    const init = report.initDuration === undefined ? "" : `Init Duration: ${report.initDuration.toFixed(2)} ms\t`;
    return (
      `REPORT RequestId: ${report.requestId}\tDuration: ${report.duration.toFixed(2)} ms\t` +
      `Billed Duration: ${billed(report)} ms\tMemory Size: ${report.memorySize} MB\t` +
      `Max Memory Used: ${report.maxMemoryUsed} MB\t${init}${failureText(report.failure)}\n`
    );
  },
};

/** Events of `LogFormat: JSON`, as the telemetry API names them. */
export const JSON_LINES: PlatformLines = {
  start: (requestId, version) => event("platform.start", { requestId, version }),
  end: () => undefined,
  report: (report) =>
    event("platform.report", {
      requestId: report.requestId,
      metrics: {
        durationMs: rounded(report.duration),
        billedDurationMs: billed(report),
        memorySizeMB: report.memorySize,
        maxMemoryUsedMB: report.maxMemoryUsed,
        ...(report.initDuration === undefined ? {} : { initDurationMs: rounded(report.initDuration) }),
      },
      status: report.failure?.status ?? "success",
      ...(report.failure?.status === "error" ? { errorType: report.failure.errorType } : {}),
    }),
};

/** Billed milliseconds: the duration with the init phase, rounded up. */
export function billed(report: Pick<Report, "duration" | "initDuration">): number {
  return Math.ceil(report.duration + (report.initDuration ?? 0));
}

function failureText(failure: Report["failure"]): string {
  if (failure === undefined) return "";
  return failure.status === "timeout" ? "Status: timeout" : `Status: error\tError Type: ${failure.errorType}`;
}

function event(type: string, record: Record<string, unknown>): string {
  return JSON.stringify({ time: new Date().toISOString(), type, record });
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
