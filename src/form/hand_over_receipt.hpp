#pragma once

#include "form/document.hpp"

namespace kakehashi::form {

/// お渡しの記録: which papers somebody of the family took along; they sign at the foot. It says
/// nothing of what stayed here, nor why.
struct HandOverReceipt {
    struct Item {
        std::string name;         // 返書(最終)
        std::string number = {};  // 2611-04720-01
        int pages = 1;

        bool operator==(const Item&) const = default;
    };

    DocumentHead head;
    Sender from;                       // ● hospital, office, phone
    std::string patient;               // ● name
    std::optional<Date> born_on = {};  // not known of everybody
    std::string patient_id = {};       // 当院患者ID
    std::string receiver;              // ● 吉岡 由紀
    std::string relation;              // ● 長女
    std::string recognised;            // ● 運転免許証
    std::string purpose;               // ● 病状の説明
    std::string asked_by;              // 患者さん本人
    std::string handed_by;             // ● 佐伯 真理
    std::vector<Item> items;           // ●

    bool operator==(const HandOverReceipt&) const = default;
};

/// PDF bytes. Errors as draw_booking_slip.
Result<std::string> draw_hand_over_receipt(const HandOverReceipt& receipt);

}  // namespace kakehashi::form
