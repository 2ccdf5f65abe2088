//! Account logs and control logs on the real router: what verifies is taken and enforced, and nothing else is stored.

use driftless_crypto::VaultKey;
use driftless_domain::DeviceSeq;
use driftless_protocol::auth::paths::*;
use driftless_protocol::auth::*;
use driftless_protocol::{Bytes, ErrorCode};
use driftless_trust::control_log::ControlFact;
use driftless_trust::{AccountPublic, account_log};

use crate::given::{client, run_of, vault};
use crate::people::*;
use crate::running::Running;

const MALFORMED: (u16, ErrorCode) = (400, ErrorCode::Malformed);
const FORBIDDEN: (u16, ErrorCode) = (403, ErrorCode::Forbidden);
const CONFLICT: (u16, ErrorCode) = (409, ErrorCode::Conflict);
const NOT_FOUND: (u16, ErrorCode) = (404, ErrorCode::NotFound);

#[test]
fn an_account_log_takes_what_its_account_signed_and_nothing_else() {
    let server = Running::start();
    let ada = register(&server, "ada", 1);
    let (mut state, length) = ada.account_state(&server);
    assert_eq!(length, 1);
    let append = |after, entry: Bytes| ada.post(&server, ACCOUNT_LOG_PATH, &LogAppend { after, entries: vec![entry] });
    let first = addition("ada", &state, 1);
    let by_eve =
        Bytes(state.add_device(&account_key("eve"), driftless_trust::HowAdded::Paired, &certificate("eve", 2), 2));
    let of_eves_device =
        Bytes(state.add_device(&account_key("ada"), driftless_trust::HowAdded::Paired, &certificate("eve", 2), 2));
    let unknown = Bytes(state.revoke_device(&account_key("ada"), client(9), &[].into(), 2));
    let second_genesis = Bytes(account_log::genesis(&account_key("ada"), 5));
    let mut forged = first.clone();
    *forged.0.last_mut().unwrap() ^= 1;
    for (entry, refusal) in [
        (Bytes(b"entry".to_vec()), MALFORMED),
        (Bytes(vec![1; 70_000]), MALFORMED),
        (forged, FORBIDDEN),
        (by_eve, FORBIDDEN),
        (of_eves_device, FORBIDDEN),
        (unknown, FORBIDDEN),
        // It names no entry before it, so it does not follow the last one.
        (second_genesis, CONFLICT),
    ] {
        assert_eq!(append(1, entry).error(), refusal);
        assert_eq!(ada.account_state(&server).1, 1, "nothing is stored");
    }
    assert_eq!(append(0, first.clone()).error(), CONFLICT);
    assert_eq!(append(1, first.clone()).read::<LogHead>().length, 2);
    // The same place twice is a fork, a place that is not there a gap.
    assert_eq!(append(2, addition("ada", &state, 3)).error(), CONFLICT);
    state.append(&first.0).unwrap();
    let second = addition("ada", &state, 3);
    state.append(&second.0).unwrap();
    assert_eq!(append(2, addition("ada", &state, 4)).error(), CONFLICT);
    // Of several, all or none.
    let both = LogAppend { after: 2, entries: vec![second.clone(), second.clone()] };
    assert_eq!(ada.post(&server, ACCOUNT_LOG_PATH, &both).error(), CONFLICT);
    assert_eq!(ada.account_state(&server).1, 2);
    let both = LogAppend { after: 2, entries: vec![second, addition("ada", &state, 4)] };
    assert_eq!(ada.post(&server, ACCOUNT_LOG_PATH, &both).read::<LogHead>().length, 4);
    let empty = LogAppend { after: 4, entries: Vec::new() };
    assert_eq!(ada.post(&server, ACCOUNT_LOG_PATH, &empty).error(), MALFORMED);
}

#[test]
fn an_account_begins_with_its_own_genesis_and_an_identity_is_one_account() {
    let server = Running::start();
    let attempt = |who: &str, log: Vec<Bytes>, keys_of: &str| {
        let (client, answer) = register_start(&server, who, None);
        let key = account_key(keys_of);
        let finish = RegisterFinish {
            identity_key: Bytes(key.identity().verifying_key().as_bytes().to_vec()),
            box_key: Bytes(AccountPublic::of(&key).account_box.as_bytes().to_vec()),
            account_log: log,
            ..register_finish(who, client, answer.read(), 1)
        };
        send(&server, REGISTER_FINISH_PATH, None, &finish)
    };
    let genesis = |who: &str| Bytes(account_log::genesis(&account_key(who), 1));
    assert_eq!(attempt("ada", vec![Bytes(b"genesis".to_vec())], "ada").error(), MALFORMED);
    assert_eq!(attempt("ada", vec![genesis("eve")], "ada").error(), FORBIDDEN);
    assert_eq!(attempt("ada", vec![genesis("ada"), genesis("ada")], "ada").error(), CONFLICT);
    assert_eq!(attempt("ada", vec![genesis("ada")], "ada").status, 200, "nothing of the others was stored");
    assert_eq!(attempt("eve", vec![genesis("ada")], "ada").error(), CONFLICT);
}

#[test]
fn a_device_that_the_log_revokes_is_out_also_before_it_ever_came() {
    let server = Running::start();
    let ada = register(&server, "ada", 1);
    let phone = sign_in(&server, "ada", 2);
    let key = account_key("ada");
    let mut after = 1;
    let mut append = |entry: Bytes| {
        let answer = ada.post(&server, ACCOUNT_LOG_PATH, &LogAppend { after, entries: vec![entry] });
        assert_eq!(answer.status, 200, "{answer:?}");
        after += 1;
    };
    for n in [2, 3] {
        append(addition("ada", &ada.account_state(&server).0, n));
    }
    for n in [2, 3] {
        let cut_offs = [(vault(1), DeviceSeq(0))].into();
        append(Bytes(ada.account_state(&server).0.revoke_device(&key, client(n), &cut_offs, 3)));
    }
    assert_eq!(phone.get(&server, ACCOUNT_PATH).error(), ENDED);
    for n in [2, 3] {
        assert_eq!(prove(&server, "ada", PASSWORD, n).unwrap().error(), FORBIDDEN);
    }
    assert_eq!(ada.get(&server, ACCOUNT_PATH).status, 200);
}

#[test]
fn a_certificate_that_is_handed_in_verifies() {
    let server = Running::start();
    let ada = register(&server, "ada", 1);
    let put = |certificate: Vec<u8>| {
        let body = driftless_protocol::ContentType::Cbor.encode(&Certificate { certificate: Bytes(certificate) });
        crate::http::post(CERTIFICATE_PATH, "application/cbor", body.unwrap())
            .method("PUT")
            .token(ada.token())
            .send(server.address)
    };
    let mut forged = certificate("ada", 1).to_bytes();
    *forged.last_mut().unwrap() ^= 1;
    for bad in [vec![1; 169], forged.clone(), certificate("eve", 1).to_bytes(), certificate("ada", 2).to_bytes()] {
        assert_eq!(put(bad).error(), MALFORMED);
    }
    let kept = || {
        let devices: DeviceList = ada.get(&server, DEVICES_PATH).read();
        devices.devices.into_iter().find(|device| device.is_this).unwrap().certificate
    };
    assert_eq!(kept(), None);
    assert_eq!(put(certificate("ada", 1).to_bytes()).status, 204);
    assert_eq!(kept(), Some(Bytes(certificate("ada", 1).to_bytes())));
    let new = |bytes| NewDevice { certificate: Some(Bytes(bytes)), ..device(7) };
    assert_eq!(ada.post(&server, DEVICES_PATH, &new(forged)).error(), MALFORMED);
    assert_eq!(ada.post(&server, DEVICES_PATH, &new(certificate("ada", 7).to_bytes())).status, 200);
}

/// Every wrong entry is refused with its code, nothing of it is stored, and nobody's role changes.
#[test]
fn a_control_log_takes_what_its_members_may_say_and_nothing_else() {
    let server = Running::start();
    let ada = register(&server, "ada", 1);
    register(&server, "bob", 2);
    let (ed, eve) = (register(&server, "ed", 3), register(&server, "eve", 4));
    ada.create_vault(&server, vault(1));
    ada.share(&server, vault(1), "ed", Some(Role::Editor));
    ada.create_vault(&server, vault(2));
    let (state, after) = ada.control(&server, vault(1));
    let (ada_key, ed_key, eve_key) = (account_key("ada"), account_key("ed"), account_key("eve"));
    let (bob, ed_id) = (AccountPublic::of(&account_key("bob")), AccountPublic::of(&ed_key).id());
    let invite = |by| author(by).invite(&state, &bob, driftless_trust::Role::Editor, &vault_key(), &[5; 32]).unwrap();
    let mut forged = invite(&ada_key);
    *forged.last_mut().unwrap() ^= 1;
    let fact = ControlFact::RoleChange { account_id: ed_id, role: driftless_trust::Role::Owner, cut_offs: Vec::new() };
    let wrong_prev = author(&ada_key).after(vault(1), driftless_protocol::Hash([9; 32]), &fact);
    let other_vault = author(&ada_key).after(vault(2), state.head(), &fact);
    let replayed =
        author(&ada_key).change_role(&ada.control(&server, vault(2)).0, ed_id, trust_role(Role::Owner), &[].into());
    let promotion = author(&ed_key).change_role(&state, ed_id, driftless_trust::Role::Owner, &[].into());
    let for_nobody = {
        let new = driftless_trust::control_log::author::NewEpoch {
            earlier: &vault_key(),
            key: &VaultKey::from_bytes([8; 32]),
            seed: &[3; 32],
            nonce: &[4; driftless_crypto::NONCE_BYTES],
        };
        // Sealed to the members of another vault: ed would be left without the key.
        let (other, _) = ada.control(&server, vault(2));
        let foreign = author(&ada_key).rekey(&other, [].into(), &[].into(), new).unwrap();
        let fact = driftless_trust::control_log::ControlEntry::from_bytes(&foreign).unwrap().fact;
        author(&ada_key).after(vault(1), state.head(), &fact)
    };
    let own_exit = removal(&ada_key, &state, &AccountPublic::of(&ada_key));
    for (who, entry, refusal) in [
        (&ada, b"entry".to_vec(), MALFORMED),
        (&ada, forged, FORBIDDEN),
        (&ada, invite(&eve_key), FORBIDDEN),
        (&ada, wrong_prev, CONFLICT),
        (&ada, other_vault, FORBIDDEN),
        (&ada, replayed, CONFLICT),
        (&ada, for_nobody, FORBIDDEN),
        (&ada, own_exit, CONFLICT),
        (&ed, promotion.clone(), FORBIDDEN),
        (&ada, promotion, FORBIDDEN),
        (&ed, invite(&ed_key), FORBIDDEN),
        (&eve, invite(&ada_key), NOT_FOUND),
    ] {
        assert_eq!(who.append(&server, vault(1), after, vec![entry]).error(), refusal);
        assert_eq!(ada.control(&server, vault(1)), (state.clone(), after), "nothing is stored");
    }
    // What is said beside the log is what the log says, or it is refused with the entry.
    let beside = |members: Vec<MemberChange>, wrapped_keys: Vec<WrappedKey>| {
        let append = ControlAppend { after, entries: vec![Bytes(invite(&ada_key))], members, wrapped_keys };
        ada.post(&server, &control_path(vault(1)), &append)
    };
    let promoted = MemberChange { account: name("ed"), role: Some(Role::Owner) };
    assert_eq!(beside(vec![promoted], Vec::new()).error(), MALFORMED);
    let made_up = WrappedKey { key_epoch: 0, account: name("bob"), wrapped: Bytes(vec![1; 81]) };
    assert_eq!(beside(Vec::new(), vec![made_up]).error(), MALFORMED);
    assert_eq!(ada.control(&server, vault(1)), (state.clone(), after));
    let roles: MemberList = ada.get(&server, MEMBERS_PATH.replace("{vault}", &vault(1).to_string())).read();
    let roles: Vec<_> = roles.members.into_iter().map(|member| (member.account, member.role)).collect();
    assert_eq!(roles, [(name("ada"), Role::Owner), (name("ed"), Role::Editor)]);

    // A removed member says nothing any more, whoever hands it in.
    ada.share(&server, vault(1), "ed", None);
    let (state, after) = ada.control(&server, vault(1));
    let late = author(&ed_key).join(&state);
    assert_eq!(ed.append(&server, vault(1), after, vec![late.clone()]).error(), NOT_FOUND);
    assert_eq!(ada.append(&server, vault(1), after, vec![late]).error(), FORBIDDEN);
    assert_eq!(ada.control(&server, vault(1)), (state, after));
}

/// Invited, joined, given another role, removed: each step by whom it belongs to, and enforced at once.
#[test]
fn an_invitation_is_accepted_by_the_one_who_is_invited() {
    let server = Running::start();
    let (ada, ed) = (register(&server, "ada", 1), register(&server, "ed", 3));
    ada.create_vault(&server, vault(1));
    let (ada_key, ed_key) = (account_key("ada"), account_key("ed"));
    let upload = |seq| server.try_upload(ed.token(), &run_of(vault(1), 3, seq, seq)).status;
    let (state, after) = ada.control(&server, vault(1));
    let ed_keys = AccountPublic::of(&ed_key);
    let invite = author(&ada_key).invite(&state, &ed_keys, driftless_trust::Role::Editor, &vault_key(), &[5; 32]);
    assert_eq!(ada.append(&server, vault(1), after, vec![invite.unwrap()]).status, 200);
    assert_eq!(upload(1), 404, "invited is not joined");
    assert_eq!(ed.get(&server, format!("/sync/actions?vault={}", vault(1))).status, 404);
    assert_eq!(ed.get(&server, VAULTS_PATH).read::<VaultList>().vaults, []);
    let (state, after) = ed.control(&server, vault(1));
    assert_eq!(ed.append(&server, vault(1), after, vec![author(&ed_key).join(&state)]).status, 200);
    assert_eq!(upload(1), 200);
    let keys: WrappedKeyList = ed.get(&server, WRAPPED_KEYS_PATH.replace("{vault}", &vault(1).to_string())).read();
    assert_eq!(keys.keys.iter().map(|key| key.key_epoch).collect::<Vec<_>>(), [0]);
    let (state, after) = ada.control(&server, vault(1));
    let viewer = author(&ada_key).change_role(&state, ed_keys.id(), driftless_trust::Role::Viewer, &[].into());
    assert_eq!(ada.append(&server, vault(1), after, vec![viewer]).status, 200);
    assert_eq!(upload(2), 403);
    ada.share(&server, vault(1), "ed", None);
    assert_eq!(upload(2), 404);
}

#[test]
fn a_vault_is_begun_by_its_owner_under_its_own_id() {
    let server = Running::start();
    let (ada, eve) = (register(&server, "ada", 1), register(&server, "eve", 2));
    let key = account_key("ada");
    let (vault_id, genesis) = author(&key).genesis([6; 16], &vault_key(), &[1; 32]).unwrap();
    let new = |vault_id, entry: &[u8]| NewVault {
        vault_id,
        control_log: vec![Bytes(entry.to_vec())],
        wrapped_keys: Vec::new(),
    };
    assert_eq!(eve.post(&server, VAULTS_PATH, &new(vault_id, &genesis)).error(), FORBIDDEN, "not hers");
    assert_eq!(ada.post(&server, VAULTS_PATH, &new(vault(5), &genesis)).error(), FORBIDDEN, "another id");
    let taken = author(&account_key("eve")).adopt(vault_id, 0, &vault_key(), &[1; 32]).unwrap();
    assert_eq!(eve.post(&server, VAULTS_PATH, &new(vault_id, &taken)).error(), FORBIDDEN, "it has a genesis");
    assert_eq!(ada.post(&server, VAULTS_PATH, &new(vault_id, &genesis)).status, 204, "nothing was stored");
}
