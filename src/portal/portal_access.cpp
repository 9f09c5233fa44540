#include "portal/portal_access.hpp"

namespace kakehashi::portal {

bool may_see(Role role, Item item) {
    switch (role) {
        case Role::PartnerDoctor:
        case Role::PartnerStaff:
        case Role::CareManager:
        case Role::VisitingNurse:
        case Role::Counsellor:
            return true;
        case Role::Pharmacist:
            return item == Item::Letters;
        default:
            return false;
    }
}

}  // namespace kakehashi::portal
