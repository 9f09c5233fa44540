#include "app/program.hpp"
#include "booking/booking_pages.hpp"
#include "consent/consent_pages.hpp"
#include "delivery/delivery_pages.hpp"
#include "disclosure/disclosure_pages.hpp"
#include "facility/facility_pages.hpp"
#include "family/family_pages.hpp"
#include "incident/incident_pages.hpp"
#include "network/network_pages.hpp"
#include "office/frame_pages.hpp"
#include "office/settings_pages.hpp"
#include "oversight/oversight_pages.hpp"
#include "patient/patient_pages.hpp"
#include "people/people_pages.hpp"
#include "portal/portal_pages.hpp"
#include "question/question_pages.hpp"
#include "referral/referral_pages.hpp"
#include "reply/reply_pages.hpp"
#include "retention/retention_pages.hpp"
#include "search/search_pages.hpp"
#include "team/team_pages.hpp"
#include "today/today_pages.hpp"
#include "ward/ward_pages.hpp"
#include "ward_desk/ward_desk_pages.hpp"

namespace kakehashi::app {

std::vector<Feature> all_features() {
    return {today_feature(),    ward_desk_feature(),    referral_feature(),
            booking_feature(),  reply_feature(),        facility_feature(),
            patient_feature(),  consent_feature(),      team_feature(),
            question_feature(), search_feature(),       office::settings_feature(),
            people_feature(),   ward_feature(),         oversight_feature(),
            portal_feature(),   retention_feature(),    disclosure_feature(),
            incident_feature(), network_feature(),      family_feature(),
            delivery_feature(), office::frame_feature()};
}

}  // namespace kakehashi::app
