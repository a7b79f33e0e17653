// A doctor's prescription, drawn for those who have none at hand. Everybody on it is made up.
export function prescription() {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [720, 900];
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fbfaf5";
  pen.fillRect(0, 0, 720, 900);
  pen.fillStyle = "#17466b";
  pen.font = "bold 38px Georgia, serif";
  pen.fillText("Dr. K. Menon, MD", 56, 90);
  pen.font = "22px Georgia, serif";
  pen.fillText("Family physician · Reg. 00000 (example)", 56, 126);
  pen.fillRect(56, 150, 608, 2);
  pen.fillStyle = "#333";
  pen.font = "italic 64px Georgia, serif";
  pen.fillText("℞", 56, 250);
  pen.font = "italic 36px 'Segoe Script', 'Bradley Hand', cursive";
  ["Pt: M. Thomas, 45 F", "", "1. CBC", "2. Lipid profile (fasting)", "3. HbA1c", "4. TSH", "", "Review with reports."].forEach((line, row) => {
    pen.save();
    pen.translate(80, 320 + row * 62);
    pen.rotate(-0.012 + 0.006 * (row % 3));
    pen.fillText(line, 0, 0);
    pen.restore();
  });
  pen.strokeStyle = "#17466b";
  pen.lineWidth = 3;
  pen.beginPath();
  pen.moveTo(460, 840);
  pen.bezierCurveTo(500, 780, 540, 880, 570, 810);
  pen.bezierCurveTo(590, 780, 610, 860, 660, 815);
  pen.stroke();
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}
