// `node health.mjs PORT`: exit code 0 if an endpoint answers on this port of the container.
const answer = await fetch(`http://127.0.0.1:${process.argv[2]}/_doppelface/faults`);
process.exitCode = answer.ok ? 0 : 1;
