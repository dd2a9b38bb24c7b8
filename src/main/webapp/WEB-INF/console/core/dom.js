/**
 * What pages are made with: elements in the words of HTML, and components.
 *
 * What stands between `${` and `}` becomes text or the value of a property, and is never read as
 * HTML: what a community, a platform or a stranger calls himself cannot run.
 */
import { Component, Fragment, createRef, h, render } from "../lib/preact.module.js";
import { templates } from "./template.js";

export const html = templates(h);
export { Component, Fragment, createRef, render };
