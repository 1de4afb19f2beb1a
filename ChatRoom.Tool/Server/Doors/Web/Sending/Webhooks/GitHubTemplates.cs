namespace ChatRoom.Server.Doors.Web.Sending.Webhooks;

/// <summary>The texts for the events of GitHub, and of Gitea and Forgejo, which send the same bodies.</summary>
internal static class GitHubTemplates
{
    private const string Repository = "{{#repository.full_name}}[{{.}}] {{/repository.full_name}}";

    private static readonly WebhookTemplate Push = WebhookTemplate.Of(Repository + """
        {{^pusher.name}}{{.sender.login}}{{/pusher.name}}{{.pusher.name}} {{^deleted}}pushed to{{/deleted}}{{#deleted}}deleted{{/deleted}} {{.ref|ref}}{{^deleted}}: {{.compare}}{{/deleted}}
        {{#commits}}{{.id|short}} {{.message|line}} ({{.author.name}})
        {{/commits}}
        """);

    private static readonly WebhookTemplate PullRequest = WebhookTemplate.Of(
        Repository + "pull request #{{.number}} {{#pull_request.merged}}merged{{/pull_request.merged}}{{^pull_request.merged}}{{.action|words}}{{/pull_request.merged}}"
        + " by {{.sender.login}}: {{.pull_request.title|line}} {{.pull_request.html_url}}");

    private static readonly WebhookTemplate Issues = WebhookTemplate.Of(
        Repository + "issue #{{.issue.number}} {{.action|words}} by {{.sender.login}}: {{.issue.title|line}} {{.issue.html_url}}");

    private static readonly WebhookTemplate IssueComment = WebhookTemplate.Of(
        Repository + "comment on #{{.issue.number}} {{.action|words}} by {{.sender.login}}: {{.comment.body|line}} {{.comment.html_url}}");

    private static readonly WebhookTemplate Release = WebhookTemplate.Of(
        Repository + "release {{.release.tag_name}} {{.action|words}} by {{.sender.login}}: {{.release.name|line}} {{.release.html_url}}");

    private static readonly WebhookTemplate WorkflowRun = WebhookTemplate.Of(
        Repository + "workflow {{.workflow_run.name}} #{{.workflow_run.run_number}} {{.action|words}}{{#workflow_run.conclusion}}: {{.|words}}{{/workflow_run.conclusion}}"
        + " on {{.workflow_run.head_branch}} {{.workflow_run.html_url}}");

    private static readonly WebhookTemplate Ping = WebhookTemplate.Of(Repository + "GitHub is connected. {{.zen}}");

    private static readonly WebhookTemplate Other = WebhookTemplate.Of(
        Repository + "{{^event}}event{{/event}}{{.event|words}}{{#action}} {{.|words}}{{/action}}{{#sender.login}} by {{.}}{{/sender.login}}");

    /// <param name="name">The event, as the header <c>X-GitHub-Event</c> names it; empty: unknown.</param>
    public static WebhookTemplate Find(string name) => name switch
    {
        "push" => Push,
        "pull_request" => PullRequest,
        "issues" => Issues,
        "issue_comment" => IssueComment,
        "release" => Release,
        "workflow_run" => WorkflowRun,
        "ping" => Ping,
        _ => Other,
    };
}
