import type { Definition } from '../../src/judge';

/** Checklists in the shape of the library's, short. */
export const hoist: Definition = {
  id: 'hoist-pre-use', title: 'Patient hoist, before the first lift of the day', version: '2',
  sections: [
    { title: 'Label and dates', items: [
      { id: 'thorough-examination', kind: 'date', meaning: 'examined', plusMonths: 6, warnWithinDays: 28, prompt: 'Date of the last thorough examination (LOLER), from the label.', onFail: 'do-not-use', guidance: 'Overdue, so it may not lift people. Label it, take it away, and tell a radiographer.' },
    ] },
    { title: 'Hoist', items: [
      { id: 'brakes', kind: 'confirm', prompt: 'Every brake holds when you push.', onFail: 'do-not-use', guidance: 'It can roll with a patient in it. Label it, take it away, use another, and tell a radiographer.' },
      { id: 'battery', kind: 'confirm', prompt: 'The battery is charged.', onFail: 'put-right', guidance: 'Put in a charged battery, then answer again.' },
    ] },
  ],
};

export const sxr: Definition = {
  id: 'run-up-sxr', title: 'Daily run-up, superficial X-ray unit (SXR)', version: '1',
  sections: [
    { title: 'Output', items: [
      { id: 'walk', kind: 'instruction', prompt: 'Walk through the room.' },
      { id: 'chamber', kind: 'instrument', prompt: 'Which chamber do you use?', instrumentKind: 'ionisation-chamber' },
      { id: 'temperature', kind: 'number', prompt: 'Temperature in this room, now.', unit: '°C', plausible: { min: 10, max: 40 } },
      { id: 'pressure', kind: 'number', prompt: 'Air pressure, now.', unit: 'kPa', plausible: { min: 85, max: 110 } },
      { id: 'reading', kind: 'number', prompt: '100 kV: reading of the chamber, as shown.', unit: 'nC', plausible: { min: 50, max: 150 } },
      { id: 'output', kind: 'computed', prompt: '100 kV: output, against its baseline.', unit: 'nC', formula: 'reading * (273.15 + temperature) / 293.15 * 101.325 / pressure',
        limits: { type: 'percent', reference: { baseline: true }, suspensionLow: -3, toleranceLow: -2, toleranceHigh: 2, suspensionHigh: 3, atEdge: 'out' }, onTolerance: 'before-use', onSuspension: 'do-not-use', guidance: 'Check set-up, measure again. No treatment with this beam; phone physics now.' },
      { id: 'output-direct', kind: 'number', prompt: 'Constancy, as shown.', unit: 'nC', plausible: { min: 50, max: 150 },
        limits: { type: 'percent', reference: { value: 100 }, suspensionLow: -3, toleranceLow: -2, toleranceHigh: 2, suspensionHigh: 3 }, onTolerance: 'before-use', onSuspension: 'do-not-use', guidance: 'Measure again; phone physics now.' },
    ] },
  ],
};

export const buttons: Definition = {
  id: 'emergency-call-buttons', title: 'Emergency call buttons, round of all points', version: '1', round: 'points',
  sections: [
    { title: 'Before you start', items: [{ id: 'tell', kind: 'instruction', prompt: 'Tell switchboard that you are testing.' }] },
    { title: 'At each point', items: [
      { id: 'sounds', kind: 'confirm', prompt: 'When pressed, it sounds.', onFail: 'put-right', guidance: 'Phone estates and tell the radiographer in charge.' },
      { id: 'resets', kind: 'confirm', prompt: 'It resets here.', onFail: 'put-right', guidance: 'Phone estates.' },
    ] },
    { title: 'When you have finished', items: [{ id: 'finished', kind: 'instruction', prompt: 'Tell them that you have finished.' }] },
  ],
};

export const trolley: Definition = {
  id: 'crash-trolley-daily', title: 'Crash trolley, daily check from outside', version: '1',
  sections: [
    { title: 'Trolley', items: [
      { id: 'pads-expiry', kind: 'date', meaning: 'expiry', warnWithinDays: 30, prompt: 'Expiry of the pads in use.', onFail: 'put-right', guidance: 'Change them for pads in date now.' },
      { id: 'cylinders', kind: 'count', prompt: 'Cylinders: how many?', atLeast: 2, onFail: 'put-right', plausible: { min: 0, max: 100 } },
      { id: 'seal', kind: 'compare-to-last', prompt: 'Number of the seal.', onFail: 'put-right' },
      { id: 'sign', kind: 'confirm', prompt: 'The sign is up.', onFail: 'advice', allowNotApplicable: true },
    ] },
  ],
};

export const meter: Definition = {
  id: 'glucose-monitors', title: 'Blood glucose meters, control test', version: '1',
  sections: [
    { title: 'Control test', items: [
      { id: 'lot', kind: 'text', prompt: 'Lot number of the strips.' },
      { id: 'lid', kind: 'choice', prompt: 'Colour of the lid.', options: [{ value: 'yellow', label: 'Yellow' }, { value: 'wrong', label: 'Not the right colour', consequence: 'put-right' }] },
      { id: 'low', kind: 'lot-range', prompt: 'Low control: the range printed, and what the meter shows.', unit: 'mmol/l', onFail: 'do-not-use' },
      { id: 'picture', kind: 'photo', prompt: 'A photo of the label.' },
    ] },
  ],
};
