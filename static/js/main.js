// Wires the small modules to the page; each looks for its own data attributes and is quiet otherwise.
import { keys } from "./keys.js";
import { confirms } from "./confirm.js";
import { rows } from "./rows.js";
import { lookups } from "./lookup.js";
import { filters } from "./filters.js";
import { menus } from "./menus.js";
import { strips } from "./strips.js";
import { procedures } from "./procedure.js";
import { forgetful } from "./grid/store.js";

for (const wire of [keys, confirms, rows, lookups, filters, menus, strips, procedures, forgetful]) wire(document);
