/**
 * Keeps onnxruntime from telling its makers of each session: since 1.30 it notes an id of the device in the user's home
 * and looks up their server. It reads the process's own variables, which a worker thread cannot set.
 */
export function keepTelemetryOff(): void {
  process.env["ORT_DISABLE_TELEMETRY"] = "1";
}
