import type { RecordedMiss } from "../../../../rekognition/recordings/recent-answers.ts";
import { Badge } from "../../components/badge.tsx";
import { several } from "../../format.ts";
import { link } from "../../router.ts";

/** A request that no recording answers, beside the closest one: what was asked, what was recorded, and what to do. */
export function Miss({ miss }: { readonly miss: RecordedMiss }) {
  const { line, times, why, closest, ways, traceId } = miss;
  return (
    <li class="miss">
      <p class="row">
        <Badge tone="bad" text="miss" /> <strong>{line}</strong>
        <span class="dim small">{several(times, "time")}</span>
        {traceId === undefined ? null : <a href={link("upload", traceId)}>The upload</a>}
      </p>
      <p>{why}</p>
      {closest === undefined ? null : (
        <div class="scroll" tabIndex={0} role="region" aria-label={`Asked beside ${closest.file}`}>
          <table class="table">
            <caption class="small dim">
              The closest recording: <code>{closest.file}</code>
            </caption>
            <thead>
              <tr>
                <th scope="col">
                  <span class="unseen">What</span>
                </th>
                <th scope="col">Asked</th>
                <th scope="col">Recorded</th>
                <th scope="col">
                  <span class="unseen">Whether it differs</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {closest.lines.map(({ name, asked, recorded }) => (
                <tr key={name} data-differs={asked !== recorded}>
                  <th scope="row">{name}</th>
                  <td class="mono small">{asked ?? "–"}</td>
                  <td class="mono small">{recorded ?? "–"}</td>
                  <td>{asked === recorded ? null : <Badge tone="warn" text="differs" />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div>
        <h3>What to do</h3>
        <ol class="ways">
          {ways.map((way) => (
            <li key={way}>{way}</li>
          ))}
        </ol>
      </div>
    </li>
  );
}
