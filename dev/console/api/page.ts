import type { HttpResponse } from "../../endpoint/service.ts";

/**
 * Nothing but what this origin serves, no markup from strings, and no frame around it. Pictures come as `blob:` too:
 * those that are dropped, or come from the camera, before they are stored.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "media-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Doppelface</title>
<link rel="icon" href="console/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="console/main.css">
<script type="module" src="console/main.js"></script>
</head>
<body><noscript>The console is a script of this machine: allow scripts for this address.</noscript></body>
</html>
`;

/** The page of the console, which holds nothing of the environment: what it shows it asks for. */
export function page(): HttpResponse {
  return {
    status: 200,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": POLICY,
      "cross-origin-opener-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "permissions-policy": "camera=(self), microphone=(), geolocation=()",
      "cache-control": "no-cache",
    },
    body: PAGE,
  };
}
