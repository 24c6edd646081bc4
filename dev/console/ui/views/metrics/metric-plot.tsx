import { useEffect, useRef } from "preact/hooks";
import { aws } from "../../api.ts";
import { Trouble } from "../../components/panel.tsx";
import { useLoad } from "../../components/use-load.ts";
import { theme } from "../../theme.ts";
import { uploads } from "../../store.ts";

/** A metric and how its values of a minute become one. */
export interface PlottedMetric {
  readonly namespace: string;
  readonly metric: string;
  readonly stat: string;
  readonly dimensions: readonly { readonly Name: string; readonly Value: string }[];
}

const HOURS = 3;
const PERIOD = 60;
/** Shown at least. */
const LEAST_MINUTES = 15;
const HEIGHT = 150;
const COLOURS = ["--accent", "--bad", "--good", "--warn"] as const;

/** Metrics since they were first measured, of the last three hours at most: a point a minute. */
export function MetricPlot({ title, metrics }: { readonly title: string; readonly metrics: readonly PlottedMetric[] }) {
  const last = uploads.value[0];
  const id = metrics
    .map(({ namespace, metric, stat, dimensions }) => JSON.stringify([namespace, metric, stat, dimensions]))
    .join();
  const { value, trouble } = useLoad(`${id} ${last?.id} ${last?.status}`, () => read(metrics));
  const kept = useRef<Series | undefined>(undefined);
  if (value !== undefined) kept.current = value;
  const series = kept.current;
  if (trouble !== undefined) return <Trouble text={trouble} />;
  return (
    <figure class="plot">
      <figcaption>
        <h3>{title}</h3>
        <p class="unseen">{series === undefined ? "" : summary(series)}</p>
      </figcaption>
      {series === undefined ? <div style={{ height: `${HEIGHT}px` }} /> : <Drawn series={series} />}
    </figure>
  );
}

interface Series {
  /** Epoch seconds. */
  readonly times: readonly number[];
  readonly lines: readonly { readonly label: string; readonly values: readonly (number | null)[] }[];
}

function Drawn({ series }: { readonly series: Series }) {
  const box = useRef<HTMLDivElement>(null);
  const scheme = theme.value;
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    let stop = (): void => undefined;
    let isCurrent = true;
    // A chunk of its own: most who open the page look at no plot.
    const draw = async (): Promise<void> => {
      const { drawPlot } = await import("./draw-plot.ts");
      if (isCurrent) stop = drawPlot(element, series.times, series.lines, COLOURS, HEIGHT);
    };
    void draw();
    return () => {
      isCurrent = false;
      stop();
    };
  }, [series, scheme]);
  return <div ref={box} aria-hidden="true" style={{ minHeight: `${HEIGHT}px` }} />;
}

async function read(metrics: readonly PlottedMetric[]): Promise<Series> {
  const end = Math.ceil(Date.now() / 1000 / PERIOD) * PERIOD;
  const start = end - HOURS * 3600;
  const { MetricDataResults = [] } = await aws("cloudwatch:GetMetricData", {
    StartTime: new Date(start * 1000),
    EndTime: new Date(end * 1000),
    MetricDataQueries: metrics.map(({ namespace, metric, stat, dimensions }, index) => ({
      Id: `m${index}`,
      MetricStat: {
        Metric: { Namespace: namespace, MetricName: metric, Dimensions: [...dimensions] },
        Period: PERIOD,
        Stat: stat,
      },
    })),
  });
  const known = MetricDataResults.flatMap(({ Timestamps = [] }) => Timestamps.map((at) => Date.parse(at) / 1000));
  // An environment of some minutes is not a dot at the end of hours.
  const from = Math.max(start, Math.min(end - LEAST_MINUTES * PERIOD, ...known.map((at) => at - PERIOD)));
  const times = Array.from({ length: (end - from) / PERIOD }, (_, index) => from + index * PERIOD);
  return {
    times,
    lines: metrics.map(({ metric, stat }, index) => {
      const found = MetricDataResults.find(({ Id }) => Id === `m${index}`);
      const values = new Map(
        (found?.Timestamps ?? []).map((at, place) => [Date.parse(at) / 1000, found?.Values?.[place] ?? 0]),
      );
      const absent = stat === "Sum" || stat === "SampleCount" ? 0 : null;
      return {
        label: stat === "Sum" ? metric : `${metric} ${stat}`,
        values: times.map((at) => values.get(at) ?? absent),
      };
    }),
  };
}

/** What the plot shows, in words. */
function summary({ lines }: Series): string {
  return lines
    .map(({ label, values }) => {
      const known = values.filter((value) => value !== null);
      return `${label}: at most ${known.length === 0 ? "nothing" : Math.max(...known)} a minute`;
    })
    .join("; ");
}
