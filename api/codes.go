package api

import (
	"context"
	"time"

	. "runup/api/wire"
	codelist "runup/internal/codes"
	"runup/internal/store"
)

// GetEventCodes answers the event codes in force, or an earlier version.
func (s *service) GetEventCodes(ctx context.Context, r GetEventCodesRequestObject) (GetEventCodesResponseObject, error) {
	list, err := s.codes(ctx, codelist.Event, r.Params.Version)
	return GetEventCodes200JSONResponse(list), err
}

// PutEventCodes brings a version of the event codes into force.
func (s *service) PutEventCodes(ctx context.Context, r PutEventCodesRequestObject) (PutEventCodesResponseObject, error) {
	list, err := s.setCodes(ctx, codelist.Event, *r.Body)
	return PutEventCodes200JSONResponse(list), err
}

// GetEcfCodes answers the education codes in force, or an earlier version.
func (s *service) GetEcfCodes(ctx context.Context, r GetEcfCodesRequestObject) (GetEcfCodesResponseObject, error) {
	list, err := s.codes(ctx, codelist.ECF, r.Params.Version)
	return GetEcfCodes200JSONResponse(list), err
}

// PutEcfCodes brings a version of the education codes into force.
func (s *service) PutEcfCodes(ctx context.Context, r PutEcfCodesRequestObject) (PutEcfCodesResponseObject, error) {
	list, err := s.setCodes(ctx, codelist.ECF, *r.Body)
	return PutEcfCodes200JSONResponse(list), err
}

func (s *service) codes(ctx context.Context, kind string, version *string) (out CodeList, err error) {
	err = s.DB.Read(ctx, actor(ctx), func(tx *store.Tx) error {
		list, err := codelist.Current(tx, kind)
		if version != nil {
			list, err = codelist.Version(tx, kind, *version)
		}
		if err != nil {
			return err
		}
		out, err = codesWith(tx, list)
		return err
	})
	return out, err
}

func (s *service) setCodes(ctx context.Context, kind string, b CodeListSetting) (out CodeList, err error) {
	list := codelist.List{Kind: kind, Taxonomy: b.Taxonomy, Version: b.Version}
	for _, c := range b.Codes {
		list.Codes = append(list.Codes, codelist.Code{Code: c.Code, Title: c.Title, Retired: or(c.Retired, false)})
	}
	err = s.DB.Write(ctx, actor(ctx), func(tx *store.Tx) error {
		now, err := codelist.Set(tx, list)
		if err != nil {
			return err
		}
		out, err = codesWith(tx, now)
		return err
	})
	return out, err
}

// codesWith is a list as served: with the versions that there are.
func codesWith(tx *store.Tx, l codelist.List) (CodeList, error) {
	versions, err := codelist.Versions(tx, l.Kind)
	return CodeList{
		Taxonomy: l.Taxonomy, Version: unless(l.Version, ""), SetBy: unless(l.SetBy, ""), SetAt: At(l.SetAt),
		Codes: present(l.Codes, func(c codelist.Code) Code { return Code{Code: c.Code, Title: c.Title, Retired: c.Retired} }),
		Versions: present(versions, func(v codelist.List) CodeVersion {
			return CodeVersion{Version: v.Version, Taxonomy: v.Taxonomy, SetBy: v.SetBy, SetAt: Time(or(v.SetAt, time.Time{}))}
		}),
	}, err
}
