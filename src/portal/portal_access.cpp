#include "portal/portal_access.hpp"

namespace kakehashi::portal {

bool may_see(Role role, Item item) {
    switch (role) {
        case Role::PartnerDoctor:
        case Role::PartnerStaff:
            return true;
        case Role::CareManager:
        case Role::VisitingNurse:
        case Role::Counsellor:
            return item != Item::Sending;  // a referral is a doctor's letter
        case Role::Pharmacist:
            return item == Item::Letters;
        default:
            return false;
    }
}

}  // namespace kakehashi::portal
