namespace ChatRoom.Server.Doors.Web.Sending.Webhooks;

/// <summary>The kinds of parts of a template.</summary>
internal enum TemplatePartKind
{
    /// <summary>Characters that are written as they are.</summary>
    Literal,

    /// <summary>The value at a path: <c>{{.a.b}}</c>.</summary>
    Value,

    /// <summary>Parts for each element of a list, or once for any other value: <c>{{#a}}..{{/a}}</c>.</summary>
    Section,

    /// <summary>Parts that are written if there is no value, or an empty one: <c>{{^a}}..{{/a}}</c>.</summary>
    Otherwise,
}

/// <summary>One part of a template.</summary>
/// <param name="Text">Of a literal.</param>
/// <param name="Path">The keys that lead to the value; empty: the present value.</param>
/// <param name="Change">Changes the value's text; null: nothing does.</param>
/// <param name="Parts">Of a section.</param>
internal sealed record TemplatePart(TemplatePartKind Kind, string Text, string[] Path, Func<string, string>? Change, IReadOnlyList<TemplatePart> Parts);
