/** For A4 and Letter alike, in black on white: what is printed is copied and scanned. */
export const style = `
@page { size: A4; margin: 18mm 15mm 20mm; }
:root { font: 10.5pt/1.4 "Liberation Sans", Arial, Helvetica, sans-serif; color: #000; background: #fff; }
body { max-width: 180mm; margin: 0 auto; }
h1 { font-size: 20pt; margin: 0 0 4mm; }
h2 { font-size: 14pt; margin: 0 0 3mm; border-bottom: 0.6mm solid #000; }
header h2 { font-size: 11pt; margin: 4mm 0 1mm; border: 0; }
p, ul { margin: 1mm 0 2mm; }
section { break-before: page; }
section.follows { break-before: auto; margin-top: 8mm; }
table { width: 100%; border-collapse: collapse; }
th, td { border: 0.25mm solid #000; padding: 1.2mm 1.8mm; text-align: left; vertical-align: top; }
th { font-weight: bold; background: #eee; }
tr { break-inside: avoid; }
thead { display: table-header-group; }
code { font-family: "Liberation Mono", "Courier New", monospace; font-size: 9pt; overflow-wrap: anywhere; }
.number { width: 11mm; }
.speaker { width: 30mm; }
.tick { width: 9mm; text-align: center; }
.initials { width: 17mm; }
.box { display: inline-block; width: 4mm; height: 4mm; border: 0.35mm solid #000; vertical-align: -0.5mm; }
.says { margin: 1mm 0 0; padding-left: 3mm; border-left: 1mm solid #000; font-style: italic; }
.blank { display: block; margin-top: 3.5mm; border-bottom: 0.25mm solid #000; font-size: 8.5pt; }
.practice { border: 1mm solid #000; padding: 2mm; margin: 0 0 4mm; font-size: 14pt; font-weight: bold; text-align: center; }
ul.boxes { list-style: none; padding: 0; }
.words { columns: 4; list-style: none; padding: 0; }
.words li { break-inside: avoid; }
.write { height: 18mm; }
.card { break-inside: avoid; border: 0.4mm dashed #000; padding: 4mm; margin: 0 0 6mm; }
.grid { display: grid; grid-template-columns: repeat(4, 1fr); gap: 0 4mm; padding: 0; margin: 2mm 0 0; list-style: none; }
.grid li { border-bottom: 0.25mm solid #000; height: 8mm; display: flex; align-items: end; font-size: 8pt; }
`;
