/**
 * Elements in the words of HTML: `<p class=${kind}>${text}</p>` in a tagged template becomes calls of
 * `h`. The words are read once for each place in the code; what stands between `${` and `}` is never
 * read, and so is never anything but a value.
 *
 * There are elements, components (`<${Part} ...${props} />`), attributes with a value or without, and
 * text; a line break and the blanks around it are no text.
 */
const HOLE = "\u0001";
const ATTRIBUTE = /\s*(?:\.\.\.(\u0001)|([^\s=/>\u0001]+)(?:=(\u0001|"[^"\u0001]*"))?)/y;
const END = /\s*(\/?)>/y;
const NAME = /\u0001|[^\s/>\u0001]+/y;

/** Returns the tag that makes elements by `h`. */
export function templates(h) {
  const known = new WeakMap();
  return (strings, ...values) => {
    if (!known.has(strings)) {
      known.set(strings, new Reader(strings.join(HOLE)).read());
    }
    const made = known.get(strings).map((node) => element(node, values, h));
    return made.length === 1 ? made[0] : made;
  };
}

function element(node, values, h) {
  if (typeof node === "string") {
    return node;
  }
  if ("hole" in node) {
    return values[node.hole];
  }
  const props = {};
  for (const { name, value, hole } of node.attributes) {
    if (name === null) {
      Object.assign(props, values[hole]);
    } else {
      props[name] = hole === undefined ? value : values[hole];
    }
  }
  const type = typeof node.type === "string" ? node.type : values[node.type.hole];
  return h(type, props, ...node.children.map((child) => element(child, values, h)));
}

class Reader {
  #text;
  #at = 0;
  #holes = 0;

  constructor(text) {
    this.#text = text;
  }

  read() {
    const open = [{ children: [] }];
    while (this.#at < this.#text.length) {
      const here = open.at(-1).children;
      const sign = this.#text[this.#at];
      if (sign === HOLE) {
        here.push(this.#hole());
      } else if (sign !== "<") {
        this.#words(here);
      } else if (this.#text[this.#at + 1] === "/") {
        this.#close(open);
      } else {
        this.#open(open);
      }
    }
    if (open.length !== 1) {
      throw new SyntaxError(`not closed: ${String(open.at(-1).type)}`);
    }
    return open[0].children;
  }

  #hole() {
    this.#at++;
    return { hole: this.#holes++ };
  }

  #words(into) {
    const rest = this.#text.slice(this.#at).search(/[<\u0001]/);
    const end = rest < 0 ? this.#text.length : this.#at + rest;
    const words = this.#text.slice(this.#at, end).replace(/^\s*\n\s*|\s*\n\s*$/g, "");
    if (words) {
      into.push(words);
    }
    this.#at = end;
  }

  #close(open) {
    const end = this.#text.indexOf(">", this.#at);
    this.#holes += this.#text.slice(this.#at, end).split(HOLE).length - 1;
    this.#at = end + 1;
    open.pop();
  }

  #open(open) {
    this.#at++;
    const [name] = this.#match(NAME);
    const type = name === HOLE ? { hole: this.#holes++ } : name;
    const node = { type, attributes: this.#attributes(), children: [] };
    open.at(-1).children.push(node);
    const [, isEmpty] = this.#match(END);
    if (!isEmpty) {
      open.push(node);
    }
  }

  #attributes() {
    const attributes = [];
    for (let found; (found = this.#matchIfAny(ATTRIBUTE)); ) {
      const [, spread, name, value] = found;
      if (spread || value === HOLE) {
        attributes.push({ name: spread ? null : name, hole: this.#holes++ });
      } else {
        attributes.push({ name, value: value === undefined ? true : value.slice(1, -1) });
      }
    }
    return attributes;
  }

  #match(pattern) {
    const found = this.#matchIfAny(pattern);
    if (!found) {
      throw new SyntaxError(`cannot be read: ${this.#text.slice(this.#at - 20, this.#at + 20)}`);
    }
    return found;
  }

  #matchIfAny(pattern) {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) {
      this.#at = pattern.lastIndex;
    }
    return found;
  }
}
