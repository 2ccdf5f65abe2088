//! One value of each wire type, and envelopes of every kind.

use driftless_domain::{ActionId, ClientId, DeviceSeq, EntityId, Epoch, Hlc, Seq, VaultId};
use driftless_protocol::{
    Bytes, DownloadResponse, Envelope, ErrorBody, ErrorCode, Flag, Hash, HeadEvent, LogRow, Outcome, OutcomeRow, Peer,
    QuarantineCode, StateHashRequest, StateHashResponse, UploadRequest, UploadResponse, Withheld,
};
use proptest::prelude::*;

pub(crate) fn envelope() -> Envelope {
    Envelope {
        v: 1,
        vault_id: VaultId::from_bytes([1; 16]),
        id: ActionId::from_bytes([2; 16]),
        client_id: ClientId::from_bytes([3; 16]),
        device_seq: DeviceSeq(4),
        entity_id: EntityId::from_bytes([5; 16]),
        entity_type: "note".parse().unwrap(),
        action_type: "update".parse().unwrap(),
        logical_time: Hlc::new(1_795_000_000_000, 6),
        seen: Seq(7),
        schema: 1,
        key_id: 0,
        payload: Bytes(vec![0, 1, 2, 0xfe, 0xff]),
    }
}

pub(crate) fn withheld() -> Withheld {
    let envelope = envelope();
    Withheld { associated_data: Bytes(envelope.associated_data()), payload_hash: envelope.payload_hash() }
}

pub(crate) fn upload_request() -> UploadRequest {
    UploadRequest { vault_id: envelope().vault_id, actions: vec![envelope()] }
}

pub(crate) fn upload_response() -> UploadResponse {
    let (seq, witnessed_time) = (Seq(8), Hlc::new(1_795_000_000_001, 0));
    let results = [
        Outcome::Accepted { seq, witnessed_time },
        Outcome::Duplicate { seq, witnessed_time },
        Outcome::Flagged { seq, witnessed_time, flags: vec![Flag::ClockSkew, Flag::NewerSchema] },
        Outcome::Quarantined { code: QuarantineCode::TooLarge },
        Outcome::Forked,
        Outcome::RetryLater { after_ms: 9 },
    ];
    let outcomes = results.map(|result| OutcomeRow { id: envelope().id, result }).to_vec();
    UploadResponse { epoch: Epoch(10), outcomes, head: Seq(8), server_time_ms: 1_795_000_000_002 }
}

pub(crate) fn download_response() -> DownloadResponse {
    let row = LogRow {
        seq: Seq(1),
        witnessed_time: Hlc::new(1_795_000_000_001, 0),
        flags: vec![Flag::MassDelete],
        envelope: Some(envelope()),
        withheld: None,
    };
    let hidden = LogRow { seq: Seq(2), flags: Vec::new(), envelope: None, withheld: Some(withheld()), ..row.clone() };
    DownloadResponse {
        epoch: Epoch(10),
        rows: vec![row, hidden],
        new_cursor: Seq(2),
        head: Seq(8),
        chain_hash: Hash([0xab; 32]),
        server_time_ms: 1_795_000_000_002,
        min_protocol: 1,
    }
}

pub(crate) fn head_event() -> HeadEvent {
    HeadEvent { epoch: Epoch(10), head: Seq(8) }
}

pub(crate) fn state_hash_request() -> StateHashRequest {
    StateHashRequest {
        vault_id: envelope().vault_id,
        client_id: envelope().client_id,
        epoch: Epoch(10),
        seq: Seq(8),
        reducer_version: 1,
        root: Hash([0xcd; 32]),
    }
}

pub(crate) fn state_hash_response() -> StateHashResponse {
    let peer = Peer { client_id: envelope().client_id, seq: Seq(8), reported_at_ms: 11, is_equal: Some(true) };
    StateHashResponse { peers: vec![peer.clone(), Peer { is_equal: None, ..peer }], server_time_ms: 12 }
}

pub(crate) fn error_body() -> ErrorBody {
    ErrorBody { error: ErrorCode::OtherVault, message: "another vault".to_owned(), request_id: "r-1".to_owned() }
}

prop_compose! {
    pub(crate) fn any_envelope()(
        ids in any::<([u8; 16], [u8; 16], [u8; 16], [u8; 16])>(),
        (entity_type, action_type) in ("[a-z0-9_.-]{1,64}", "[a-z0-9_.-]{1,64}"),
        (device_seq, logical_time, seen) in any::<(u64, u64, u64)>(),
        (v, schema, key_id) in any::<(u8, u16, u32)>(),
        payload in prop::collection::vec(any::<u8>(), 0..300),
    ) -> Envelope {
        Envelope {
            v,
            vault_id: VaultId::from_bytes(ids.0),
            id: ActionId::from_bytes(ids.1),
            client_id: ClientId::from_bytes(ids.2),
            device_seq: DeviceSeq(device_seq),
            entity_id: EntityId::from_bytes(ids.3),
            entity_type: entity_type.parse().unwrap(),
            action_type: action_type.parse().unwrap(),
            logical_time: Hlc(logical_time),
            seen: Seq(seen),
            schema,
            key_id,
            payload: Bytes(payload),
        }
    }
}
