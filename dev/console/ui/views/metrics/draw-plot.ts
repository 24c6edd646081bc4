import UPlot from "uplot";

/** Points that are drawn by themselves. */
const FEW = 40;

/** The time of day alone: the hours are the last ones. */
const TIMES = (_: UPlot, splits: number[]): string[] =>
  splits.map((at) => new Date(at * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));

/** Draws lines over time into an element, as wide as it is. Returns how to take it away. */
export function drawPlot(
  element: HTMLElement,
  times: readonly number[],
  lines: readonly { readonly label: string; readonly values: readonly (number | null)[] }[],
  colours: readonly string[],
  height: number,
): () => void {
  const style = getComputedStyle(element);
  const colour = (name: string): string => {
    const probe = document.createElement("span");
    probe.style.color = `var(${name})`;
    element.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
  const axis = {
    stroke: colour("--dim"),
    grid: { stroke: colour("--line"), width: 1 },
    font: `11px ${style.fontFamily}`,
  };
  const plot = new UPlot(
    {
      width: element.clientWidth,
      height,
      legend: { live: false },
      cursor: { y: false },
      axes: [
        { ...axis, values: TIMES },
        { ...axis, size: 56 },
      ],
      scales: { y: { range: (_, __, most) => [0, Math.max(1, most * 1.1)] } },
      series: [
        {},
        ...lines.map(({ label, values }, index) => ({
          label,
          stroke: colour(colours[index % colours.length] ?? "--accent"),
          width: 1.5,
          // A line of one point is none.
          points: { size: 5, show: values.filter((value) => value !== null).length < FEW },
        })),
      ],
    },
    [[...times], ...lines.map(({ values }) => [...values])],
    element,
  );
  const resized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
  resized.observe(element);
  return () => {
    resized.disconnect();
    plot.destroy();
  };
}
