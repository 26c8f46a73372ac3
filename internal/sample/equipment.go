package sample

import (
	"fmt"
	"slices"
	"strings"

	"runup/internal/equipment"
)

// areas are the rooms of the sample department's one site.
var areas = []equipment.Area{
	{ID: "linacs", Name: "Linear accelerators", Phone: "2101"},
	{ID: "superficial", Name: "Superficial treatment", Phone: "2110"},
	{ID: "ct", Name: "CT planning", Phone: "2120"},
	{ID: "brachytherapy", Name: "Brachytherapy", Phone: "2130"},
	{ID: "clinic", Name: "Review clinic and treatment rooms", Phone: "2140"},
	{ID: "stores", Name: "Stores and clean utility", Phone: "2150"},
}

const site = "Northfield Cancer Centre"

// pieces is the equipment, what is protected before what protects it. calibrated is how long test
// equipment may be used.
func pieces(calibrated string) []equipment.Equipment {
	return append(radiological(), append(warning(), ordinary(calibrated)...)...)
}

func radiological() []equipment.Equipment {
	return []equipment.Equipment{
		machine("linac-1", "LA1", "linac", "linacs", "Varian", "TrueBeam", 2019, "imrt", "6mv", "10mv", "15mv", "6fff", "10fff", "6mev", "9mev", "12mev", "15mev", "odi", "imaging", "cbct", "area-monitor", "dynamic-wedge"),
		machine("linac-2", "LA2", "linac", "linacs", "Elekta", "Versa HD", 2021, "imrt", "srs", "6mv", "10mv", "6fff", "6mev", "9mev", "12mev", "odi", "imaging", "cbct", "vented-chamber"),
		machine("sxr-1", "Superficial X-ray unit", "sxr", "superficial", "Xstrahl", "150", 2016),
		machine("ct-1", "CT simulator", "ct", "ct", "Siemens", "SOMATOM go.Open Pro", 2022, "lasers-moving", "gating-device", "injector"),
		machine("hdr-1", "HDR afterloader", "hdr", "brachytherapy", "Elekta", "Flexitron", 2018, "last-person-out", "ups"),
		machine("simulator-1", "Treatment simulator", "simulator", "ct", "Varian", "Acuity", 2008, "simulator"),
	}
}

func machine(id, name, kind, area, maker, model string, year int, features ...string) equipment.Equipment {
	return fitted(thing(id, name, kind, area, maker, model, year), features...)
}

// warning is what protects the rooms: it is never withdrawn, and a failing point holds its room.
func warning() []equipment.Equipment {
	signs := thing("warning-signs-1", "Radiation warning signs and lights", "signs", "linacs", "Estates", "Room controls", 2019)
	signs.Points = []equipment.Point{
		{ID: "la1-door", Name: "LA1 door", Affects: []string{"linac-1"}},
		{ID: "la2-door", Name: "LA2 door", Affects: []string{"linac-2"}},
		{ID: "sxr-door", Name: "Superficial room door", Affects: []string{"sxr-1"}},
		{ID: "ct-door", Name: "CT door", Affects: []string{"ct-1"}},
		{ID: "hdr-door", Name: "Brachytherapy door", Affects: []string{"hdr-1"}},
	}
	calls := thing("call-buttons-1", "Emergency call buttons", "call-points", "clinic", "Static Systems", "Codemaster", 2019)
	calls.Points = []equipment.Point{
		{ID: "point-01", Name: "LA1 treatment room", Affects: []string{"linac-1"}},
		{ID: "point-02", Name: "LA1 changing room"},
		{ID: "point-03", Name: "LA2 treatment room", Affects: []string{"linac-2"}},
		{ID: "point-04", Name: "LA2 changing room"},
		{ID: "point-05", Name: "Superficial room", Affects: []string{"sxr-1"}},
		{ID: "point-06", Name: "CT room", Affects: []string{"ct-1"}},
		{ID: "point-07", Name: "Brachytherapy room", Affects: []string{"hdr-1"}},
		{ID: "point-08", Name: "Clinic room 1"},
		{ID: "point-09", Name: "Clinic room 2"},
		{ID: "point-10", Name: "Waiting area"},
		{ID: "point-11", Name: "Patient toilet, ground floor"},
		{ID: "point-12", Name: "Patient toilet, lower floor"},
		{ID: "point-13", Name: "Blood room"},
		{ID: "point-14", Name: "Day room"},
	}
	return []equipment.Equipment{signs, calls}
}

// instruments is what measures: it counts as long as its calibration lasts.
func instruments(calibrated string) []equipment.Equipment {
	list := []equipment.Equipment{
		thing("daily-device-1", "Daily output device", "daily-output-device", "linacs", "Sun Nuclear", "Daily QA3", 2022),
		thing("chamber-1", "Ionisation chamber, superficial", "ionisation-chamber", "superficial", "PTW", "23342", 2017),
		thing("thermometer-1", "Thermometer, superficial room", "thermometer", "superficial", "Testo", "110", 2022),
		thing("barometer-1", "Barometer, physics", "barometer", "superficial", "Druck", "DPI 705", 2020),
		thing("survey-meter-1", "Survey meter, brachytherapy door", "survey-meter", "brachytherapy", "Thermo", "RadEye B20", 2021),
	}
	for i := range list {
		list[i].CalibrationDue = calibrated
	}
	return list
}

// walked is what is checked in one round: each device of the set is a point.
func walked() []equipment.Equipment {
	monitors := thing("observation-1", "Observation monitors", "observation", "clinic", "Welch Allyn", "Connex", 2022)
	monitors.Points = []equipment.Point{{ID: "monitor-1", Name: "Clinic room 1"}, {ID: "monitor-2", Name: "Clinic room 2"}, {ID: "monitor-3", Name: "LA1 control"}}
	pressure := thing("bp-machine-1", "Blood pressure machines", "blood-pressure", "clinic", "Omron", "HBP-1320", 2022)
	pressure.Points = []equipment.Point{{ID: "machine-1", Name: "Clinic room 1"}, {ID: "machine-2", Name: "Blood room"}, {ID: "machine-3", Name: "LA2 control"}}
	return []equipment.Equipment{monitors, pressure}
}

func ordinary(calibrated string) []equipment.Equipment {
	return slices.Concat(instruments(calibrated), walked(), []equipment.Equipment{
		fitted(thing("medicines-fridge-1", "Medicines fridge", "medicines-fridge", "clinic", "Lec", "PE307C", 2021), "room-thermometer"),
		thing("hoist-1", "Mobile hoist, lower floor", "hoist", "linacs", "Arjo", "Maxi Move", 2020),
		fitted(thing("trolley-1", "Patient trolley 1", "trolley", "clinic", "Stryker", "Prime", 2018), "side-rails", "height", "oxygen-holder"),
		fitted(thing("wheelchair-1", "Wheelchair, main entrance", "wheelchair", "clinic", "Bristol Maid", "Staxi", 2020), "footrests"),
		fitted(thing("battery-1", "Infusion pump, day room", "battery-operated", "clinic", "B. Braun", "Space", 2021), "charge-display", "spare-battery"),
		fitted(thing("bladder-scanner-1", "Bladder scanner", "battery-operated", "clinic", "Verathon", "BVI 9400", 2019), "charge-display", "bladder-scanner"),
		thing("glucose-meter-1", "Blood glucose meter", "glucose-meter", "clinic", "Abbott", "FreeStyle Optium Neo H", 2023),
		thing("sharps-bin-1", "Sharps bin, blood room", "sharps-bin", "clinic", "Daniels", "Sharpsguard 5 l", 2026),
		fitted(thing("crash-trolley-1", "Resuscitation trolley", "crash-trolley", "clinic", "Bristol Maid", "MR800", 2019), "manual-defibrillator"),
		fitted(thing("imaging-panel-1", "Portal imaging test equipment", "equipment-qa", "linacs", "IBA", "Las Vegas phantom", 2019), "image-quality", "constancy", "meters"),
		thing("oxygen-1", "Oxygen cylinder store", "oxygen", "stores", "BOC", "CD size", 2024),
		fitted(thing("treatment-room-1", "LA1 rooms: treatment, changing, waiting", "room", "linacs", "", "", 2019), "treatment-room", "changing-room", "waiting-area"),
		fitted(thing("spill-kit-1", "Spill kit and eyewash, lower floor", "spill-kit", "stores", "GV Health", "Combination kit", 2025), "cytotoxic", "body-fluid", "eyewash", "eyewash-bottles"),
		thing("ppe-store-1", "PPE store", "ppe-store", "stores", "", "", 2019),
		fitted(thing("linen-store-1", "Linen and clinical stock", "linen-store", "stores", "", "", 2019), "immobilisation", "contrast", "leaflets"),
	})
}

func fitted(q equipment.Equipment, features ...string) equipment.Equipment {
	q.Features = features
	return q
}

func thing(id, name, kind, area, maker, model string, year int) equipment.Equipment {
	return equipment.Equipment{
		ID: id, Name: name, Kind: kind, Area: area,
		Inventory: equipment.Inventory{Manufacturer: maker, Model: model, Serial: serial(id, year), YearMade: year, YearInstalled: year},
	}
}

// serial makes a serial number that looks like one.
func serial(id string, year int) string {
	return fmt.Sprintf("%02d-%s", year%100, strings.ToUpper(strings.ReplaceAll(id, "-", "")))
}
