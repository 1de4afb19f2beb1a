namespace ChatRoom.Server.Doors.Web.Sending.Webhooks;

/// <summary>The texts for the events of GitLab.</summary>
internal static class GitLabTemplates
{
    private const string Project = "{{#project.path_with_namespace}}[{{.}}] {{/project.path_with_namespace}}";

    private const string Item = "{{.object_attributes.iid}} {{.object_attributes.action|words}} by {{.user.username}}: {{.object_attributes.title|line}} {{.object_attributes.url}}";

    private static readonly WebhookTemplate Push = WebhookTemplate.Of(Project + """
        {{.user_username}} pushed to {{.ref|ref}}: {{.project.web_url}}
        {{#commits}}{{.id|short}} {{.message|line}} ({{.author.name}})
        {{/commits}}
        """);

    private static readonly WebhookTemplate TagPush = WebhookTemplate.Of(Project + "{{.user_username}} pushed the tag {{.ref|ref}}: {{.project.web_url}}");

    private static readonly WebhookTemplate Issue = WebhookTemplate.Of(Project + "issue #" + Item);

    private static readonly WebhookTemplate MergeRequest = WebhookTemplate.Of(Project + "merge request !" + Item);

    private static readonly WebhookTemplate Note = WebhookTemplate.Of(
        Project + "comment by {{.user.username}} on {{#issue.iid}}#{{.}}{{/issue.iid}}{{#merge_request.iid}}!{{.}}{{/merge_request.iid}}{{#commit.id}}{{.|short}}{{/commit.id}}"
        + "{{#snippet.id}}${{.}}{{/snippet.id}}: {{.object_attributes.note|line}} {{.object_attributes.url}}");

    private static readonly WebhookTemplate Pipeline = WebhookTemplate.Of(
        Project + "pipeline {{.object_attributes.id}} {{.object_attributes.status|words}} on {{.object_attributes.ref}}: {{.commit.message|line}} {{.object_attributes.url}}");

    private static readonly WebhookTemplate Job = WebhookTemplate.Of(
        Project + "job {{.build_name}} {{.build_status|words}} on {{.ref}}: {{.commit.message|line}}");

    private static readonly WebhookTemplate Release = WebhookTemplate.Of(Project + "release {{.tag}} {{.action|words}}: {{.name|line}} {{.url}}");

    private static readonly WebhookTemplate Other = WebhookTemplate.Of(
        Project + "{{^object_kind}}{{.event|words}}{{/object_kind}}{{.object_kind|words}}{{#object_attributes.action}} {{.|words}}{{/object_attributes.action}}"
        + "{{#user.username}} by {{.}}{{/user.username}}");

    /// <param name="name">The event, as the key <c>object_kind</c> names it; empty: unknown.</param>
    public static WebhookTemplate Find(string name) => name switch
    {
        "push" => Push,
        "tag_push" => TagPush,
        "issue" => Issue,
        "merge_request" => MergeRequest,
        "note" => Note,
        "pipeline" => Pipeline,
        "build" => Job,
        "release" => Release,
        _ => Other,
    };
}
