using ChatRoom.Server.Doors.Web.Sending.Webhooks;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Sending.Webhooks;

/// <summary>Bodies in the documented shapes of GitHub and GitLab, shortened.</summary>
internal sealed class ForgeWebhookTests
{
    private const string GitHubEnd = """
        "repository":{"id":35129377,"full_name":"octo-org/demo","html_url":"https://github.com/octo-org/demo"},"sender":{"login":"octocat","id":1,"type":"User"}}
        """;

    private const string GitLabProject = """
        "project":{"id":15,"name":"Diaspora","web_url":"https://gitlab.example/mike/diaspora","path_with_namespace":"mike/diaspora","default_branch":"main"}
        """;

    [TestCase("push", """{"ref":"refs/heads/main","before":"6113728f27ae82c7b1a177c8d03f9e96e0adf246","after":"0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c","created":false,"deleted":false,"forced":false,"compare":"https://github.com/octo-org/demo/compare/6113728f27ae...0d1a26e67d8f","commits":[{"id":"0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c","message":"Fix the door\n\nIt was open.","author":{"name":"Monalisa","username":"octocat"}},{"id":"7113728f27ae82c7b1a177c8d03f9e96e0adf246","message":"Add a bell","author":{"name":"Hubot"}}],"pusher":{"name":"octocat"},""", "[octo-org/demo] octocat pushed to main: https://github.com/octo-org/demo/compare/6113728f27ae...0d1a26e67d8f|0d1a26e Fix the door (Monalisa)|7113728 Add a bell (Hubot)")]
    [TestCase("push", """{"ref":"refs/heads/old/one","after":"0000000000000000000000000000000000000000","deleted":true,"compare":"https://x","commits":[],"pusher":{"name":"octocat"},""", "[octo-org/demo] octocat deleted old/one")]
    [TestCase("pull_request", """{"action":"opened","number":2,"pull_request":{"html_url":"https://github.com/octo-org/demo/pull/2","number":2,"state":"open","title":"Update the README.","merged":false},""", "[octo-org/demo] pull request #2 opened by octocat: Update the README. https://github.com/octo-org/demo/pull/2")]
    [TestCase("pull_request", """{"action":"closed","number":2,"pull_request":{"html_url":"https://github.com/octo-org/demo/pull/2","title":"Update","merged":true},""", "[octo-org/demo] pull request #2 merged by octocat: Update https://github.com/octo-org/demo/pull/2")]
    [TestCase("pull_request", """{"action":"ready_for_review","number":2,"pull_request":{"html_url":"https://g/2","title":"Update"},""", "[octo-org/demo] pull request #2 ready for review by octocat: Update https://g/2")]
    [TestCase("issues", """{"action":"edited","issue":{"number":1,"title":"Spelling error","html_url":"https://github.com/octo-org/demo/issues/1"},"changes":{},""", "[octo-org/demo] issue #1 edited by octocat: Spelling error https://github.com/octo-org/demo/issues/1")]
    [TestCase("issue_comment", """{"action":"created","issue":{"number":1,"title":"Spelling error"},"comment":{"html_url":"https://github.com/octo-org/demo/issues/1#issuecomment-492700400","body":"You are right.\r\nThanks."},""", "[octo-org/demo] comment on #1 created by octocat: You are right. https://github.com/octo-org/demo/issues/1#issuecomment-492700400")]
    [TestCase("release", """{"action":"published","release":{"tag_name":"v1.0","name":"One","html_url":"https://github.com/octo-org/demo/releases/tag/v1.0"},""", "[octo-org/demo] release v1.0 published by octocat: One https://github.com/octo-org/demo/releases/tag/v1.0")]
    [TestCase("workflow_run", """{"action":"completed","workflow_run":{"name":"Build","head_branch":"main","run_number":562,"event":"push","status":"completed","conclusion":"timed_out","html_url":"https://github.com/octo-org/demo/actions/runs/30433642"},""", "[octo-org/demo] workflow Build #562 completed: timed out on main https://github.com/octo-org/demo/actions/runs/30433642")]
    [TestCase("workflow_run", """{"action":"requested","workflow_run":{"name":"Build","head_branch":"main","run_number":563,"conclusion":null,"html_url":"https://g/3"},""", "[octo-org/demo] workflow Build #563 requested on main https://g/3")]
    [TestCase("ping", """{"zen":"Keep it logically awesome.","hook_id":1,"hook":{},""", "[octo-org/demo] GitHub is connected. Keep it logically awesome.")]
    [TestCase("check_suite", """{"action":"completed","check_suite":{},""", "[octo-org/demo] check suite completed by octocat")]
    public void An_event_of_GitHub_becomes_a_sentence(string name, string body, string expected)
    {
        Assert.That(WebhookTests.Said(body + GitHubEnd, new WebhookRequest("github", name, "")), Is.EqualTo(expected));
        Assert.That(WebhookTests.Said(body + GitHubEnd, new WebhookRequest(null, name, "")), Is.EqualTo(expected), "the header alone names the service");
    }

    [Test]
    public void An_event_of_an_organization_has_no_repository() =>
        Assert.That(WebhookTests.Said("""{"zen":"Design for failure.","hook_id":1}""", new WebhookRequest("github", "ping", "")), Is.EqualTo("GitHub is connected. Design for failure."));

    [TestCase("Push Hook", """{"object_kind":"push","event_name":"push","ref":"refs/heads/master","user_username":"jsmith","user_name":"John Smith","P","commits":[{"id":"b6568db1bc1dcd7f8b4d5a946b0b91f9dacd7327","message":"Update Catalan.\n\nSee #2","title":"Update Catalan.","author":{"name":"Jordi","email":"jordi@softcatala.org"}}],"total_commits_count":1}""", "[mike/diaspora] jsmith pushed to master: https://gitlab.example/mike/diaspora|b6568db Update Catalan. (Jordi)")]
    [TestCase("Tag Push Hook", """{"object_kind":"tag_push","ref":"refs/tags/v1.0.0","user_username":"jsmith","P"}""", "[mike/diaspora] jsmith pushed the tag v1.0.0: https://gitlab.example/mike/diaspora")]
    [TestCase("Issue Hook", """{"object_kind":"issue","event_type":"issue","user":{"username":"root"},"P","object_attributes":{"id":301,"iid":23,"title":"New API","state":"opened","action":"open","url":"https://gitlab.example/mike/diaspora/-/issues/23"}}""", "[mike/diaspora] issue #23 open by root: New API https://gitlab.example/mike/diaspora/-/issues/23")]
    [TestCase("Merge Request Hook", """{"object_kind":"merge_request","user":{"username":"root"},"P","object_attributes":{"iid":1,"title":"MS-Viewport","state":"merged","action":"merge","url":"https://gitlab.example/mike/diaspora/merge_requests/1"}}""", "[mike/diaspora] merge request !1 merge by root: MS-Viewport https://gitlab.example/mike/diaspora/merge_requests/1")]
    [TestCase("Note Hook", """{"object_kind":"note","user":{"username":"root"},"P","object_attributes":{"note":"This MR needs work.\nReally.","noteable_type":"MergeRequest","url":"https://gitlab.example/n/1"},"merge_request":{"iid":7}}""", "[mike/diaspora] comment by root on !7: This MR needs work. https://gitlab.example/n/1")]
    [TestCase("Note Hook", """{"object_kind":"note","user":{"username":"root"},"P","object_attributes":{"note":"Nice.","noteable_type":"Commit","url":"https://gitlab.example/n/2"},"commit":{"id":"cfe32cf61b73a0d5e9f13e774abde7ff789b1660"}}""", "[mike/diaspora] comment by root on cfe32cf: Nice. https://gitlab.example/n/2")]
    [TestCase("Pipeline Hook", """{"object_kind":"pipeline","P","object_attributes":{"id":31,"ref":"master","status":"waiting_for_resource","url":"https://gitlab.example/p/31"},"commit":{"message":"test\n"}}""", "[mike/diaspora] pipeline 31 waiting for resource on master: test https://gitlab.example/p/31")]
    [TestCase("Job Hook", """{"object_kind":"build","ref":"main","build_name":"test","build_status":"failed","P","commit":{"message":"try"}}""", "[mike/diaspora] job test failed on main: try")]
    [TestCase("Release Hook", """{"object_kind":"release","tag":"v1.1","name":"v1.1: fast","action":"create","url":"https://gitlab.example/r","P"}""", "[mike/diaspora] release v1.1 create: v1.1: fast https://gitlab.example/r")]
    [TestCase("Wiki Page Hook", """{"object_kind":"wiki_page","user":{"username":"root"},"P","object_attributes":{"action":"create"}}""", "[mike/diaspora] wiki page create by root")]
    [TestCase("Emoji Hook", """{"P"}""", "[mike/diaspora] Emoji Hook")]
    public void An_event_of_GitLab_becomes_a_sentence(string name, string body, string expected)
    {
        body = body.Replace("\"P\"", GitLabProject.Trim());
        Assert.That(WebhookTests.Said(body, new WebhookRequest("gitlab", "", name)), Is.EqualTo(expected));
        Assert.That(WebhookTests.Said(body, new WebhookRequest(null, "", name)), Is.EqualTo(expected), "the header alone names the service");
    }
}
