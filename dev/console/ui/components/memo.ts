import { Component, type ComponentType, createElement } from "preact";

/** A component that is drawn again only where one of its properties is another one. */
export function memo<Props extends object>(Inner: ComponentType<Props>): ComponentType<Props> {
  return class Memo extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      const before = this.props as Record<string, unknown>;
      return Object.entries(next).some(([name, value]) => before[name] !== value);
    }

    override render() {
      return createElement(Inner, this.props);
    }
  };
}
