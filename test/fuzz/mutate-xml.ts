import type { Dice } from "./dice.ts";
import { ODD_TEXTS, mutateText } from "./mutate-text.ts";

const BOMB = [
  "<!DOCTYPE lolz [",
  '<!ENTITY a "lol">',
  ...["b", "c", "d", "e", "f", "g", "h"].map(
    (name, index) => `<!ENTITY ${name} "${`&${String.fromCharCode(97 + index)};`.repeat(10)}">`,
  ),
  "]>",
].join("");
const OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>';

/** Changes one element of an XML text, puts entities in its way, or makes it something else than XML. */
export function mutateXml(xml: string, dice: Dice): string {
  const elements = [...xml.matchAll(/<(\w+)[^>]*>[^<]*<\/\1>/g)];
  const element = elements.length === 0 ? undefined : dice.of(elements);
  if (element === undefined || dice.chance(0.2)) return mutateText(xml, dice);
  const [text, name = ""] = element;
  const replace = (by: string): string => xml.slice(0, element.index) + by + xml.slice(element.index + text.length);
  switch (dice.below(8)) {
    case 0:
      return BOMB + replace(`<${name}>&h;</${name}>`);
    case 1:
      return OUTSIDE + replace(`<${name}>&a;</${name}>`);
    case 2:
      return replace(text.repeat(2 + dice.below(30)));
    case 3:
      return replace("");
    case 4:
      return replace(`<${name}>`.repeat(dice.of([3, 200, 5000])));
    case 5:
      return replace(`<${name} a="1" a='2'>&#x110000;&#0;&unknown;<![CDATA[ ]]></${name}>`);
    case 6:
      return replace(`<__proto__>${text}</__proto__>`);
    default:
      return replace(`<${name}>${dice.of(ODD_TEXTS)}</${name}>`);
  }
}
