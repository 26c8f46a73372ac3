package api

import (
	"fmt"
	"maps"
	"slices"

	"runup/api/contract"
	"runup/internal/staff"
)

// powers is what each operation needs before anything else of the request is looked at. The domain functions ask again,
// nearer to the thing. An operation that has no row here does not start.
var powers = map[string]staff.Power{
	"signIn":         staff.Anyone,
	"refreshSession": staff.Anyone,
	"signOut":        staff.SignedIn,
	"getMe":          staff.SignedIn,
	"setPin":         staff.SignedIn,
	"listFeedback":   staff.SignedIn,

	"createEnrolmentCode": staff.Tablets,
	"enrolDevice":         staff.Anyone,
	"challengeDevice":     staff.Anyone,
	"issueDeviceToken":    staff.Anyone,
	"listDevices":         staff.Read,
	"getDevice":           staff.Read,
	"revokeDevice":        staff.Tablets,

	"syncHello":    staff.Anyone,
	"syncPush":     staff.Push,
	"syncSnapshot": staff.Read,
	"syncChanges":  staff.Read,
	"syncEvents":   staff.Read,
	"putBlob":      staff.SendEvidence,
	"getBlob":      staff.Read,

	"listChecklists":        staff.Read,
	"getChecklist":          staff.Read,
	"listChecklistVersions": staff.Read,
	"getChecklistVersion":   staff.Read,
	"proposeChecklist":      staff.Publish,
	"approveChecklist":      staff.Publish,
	"retireChecklist":       staff.Publish,
	"getVariance":           staff.Read,
	"getProgramme":          staff.Read,
	"getChecklistVariance":  staff.Read,

	"listAreas":          staff.Read,
	"getArea":            staff.Read,
	"putArea":            staff.Inventory,
	"listEquipment":      staff.Read,
	"getEquipment":       staff.Read,
	"putEquipment":       staff.Inventory,
	"setEquipmentStatus": staff.SetStatus,
	"listBaselines":      staff.Read,
	"putBaseline":        staff.Baselines,

	"listBaselineHistory":  staff.Read,
	"listMissingBaselines": staff.Read,
	"getBaselineTemplate":  staff.Read,
	"importBaselines":      staff.Baselines,
	"listInstruments":      staff.Read,

	"listStaff":             staff.Read,
	"createStaff":           staff.Accounts,
	"getStaff":              staff.Read,
	"changeStaff":           staff.ChangePeople,
	"listAuthorisations":    staff.Read,
	"grantAuthorisation":    staff.Authorise,
	"withdrawAuthorisation": staff.Authorise,

	"listMyContacts": staff.SignedIn,
	"setMyContacts":  staff.SignedIn,
	"listContacts":   staff.SignedIn,
	"setContacts":    staff.Accounts,
	"listTeams":      staff.Read,
	"setTeams":       staff.KeepTeams,

	"listRota":        staff.Read,
	"putRota":         staff.DraftRota,
	"agreeRota":       staff.Rota,
	"overrideRota":    staff.Rota,
	"endOverride":     staff.Rota,
	"getRotaNow":      staff.Read,
	"listCoverage":    staff.Read,
	"importRota":      staff.DraftRota,
	"getRotaSettings": staff.Read,
	"putRotaSettings": staff.Rota,

	"listChecks":       staff.Read,
	"getCheck":         staff.Read,
	"countersignCheck": staff.Countersign,
	"voidCheck":        staff.AmendOwn,
	"reviewChecks":     staff.Review,

	"listOccurrences":   staff.Read,
	"getOccurrence":     staff.Read,
	"exemptOccurrence":  staff.ExemptToday, // for longer: occurrence.Declare tells
	"resolveOccurrence": staff.ResolveContested,
	"useToday":          staff.UseToday,
	"listClaims":        staff.Read,
	"sayClaim":          staff.Claim,
	"dropClaim":         staff.Claim,
	"getCalendar":       staff.Read,
	"putCalendar":       staff.Calendar,
	"listCompletion":    staff.Read,
	"listTimes":         staff.Read,
	"listInterrupts":    staff.Read,
	"listMonths":        staff.Read,
	"listTrend":         staff.Read,

	"listEscalations":       staff.Read,
	"getEscalation":         staff.Read,
	"acknowledgeEscalation": staff.Acknowledge,
	"actOnEscalation":       staff.RaiseSeverity, // each kind of action asks for its own
	"closeEscalation":       staff.CloseAdvice,   // and each severity
	"listPhones":            staff.Read,
	"reopenEscalation":      staff.Reopen,
	"handOverEscalation":    staff.HandOver,
	"listPolicies":          staff.Read,
	"putPolicy":             staff.Policies,

	"listOutbox":          staff.Outbox,
	"listMyNotifications": staff.SignedIn,
	"seeNotification":     staff.SignedIn,
	"receiveReceipt":      staff.Anyone,

	"listReports": staff.Read,
	"getReport":   staff.Read,
	"fileReport":  staff.FileReport,
	"referReport": staff.FileReport,

	"getEventCodes": staff.Read,
	"putEventCodes": staff.Codes,
	"getEcfCodes":   staff.Read,
	"putEcfCodes":   staff.Codes,

	"listAuthorisationsDue": staff.ReviewPeople,

	"listRestock":       staff.Read,
	"exportRestockCsv":  staff.Export,
	"listExpiring":      staff.Read,
	"exportExpiringCsv": staff.Export,
	"actOnStock":        staff.Stock,

	"listQuarantine":     staff.Read,
	"getQuarantined":     staff.Read,
	"resolveQuarantined": staff.Quarantine,

	"exportChecksCsv":    staff.Export,
	"exportChecksNdjson": staff.Export,

	"getCheckpoint":    staff.Prove,
	"declareEpoch":     staff.DeclareEpoch,
	"getLogbookKey":    staff.Prove,
	"listEntries":      staff.Prove,
	"proveInclusion":   staff.Prove,
	"proveConsistency": staff.Prove,

	"healthz":       staff.Anyone,
	"healthzEngine": staff.Anyone,
	"readyz":        staff.Anyone,
}

// guardRows checks that contract and table name the same operations: one without a row is closed, by not starting at all.
func guardRows(operations []*contract.Operation) error {
	var ids []string
	for _, o := range operations {
		ids = append(ids, o.ID)
		power, ok := powers[o.ID]
		if !ok {
			return fmt.Errorf("api: the guard has no row for operation %s", o.ID)
		}
		if open := power == staff.Anyone; open != (o.Token != contract.Needed) {
			return fmt.Errorf("api: the contract and the guard differ on whether %s needs a token", o.ID)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(powers)) {
		if !slices.Contains(ids, id) {
			return fmt.Errorf("api: the guard has a row for %s, which is no operation", id)
		}
	}
	return nil
}
