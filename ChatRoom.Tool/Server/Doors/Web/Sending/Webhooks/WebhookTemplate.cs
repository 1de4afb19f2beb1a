using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using ChatRoom.Protocol;

namespace ChatRoom.Server.Doors.Web.Sending.Webhooks;

/// <summary>A template that makes a text of a JSON body; its grammar is that of <see cref="TemplateParser"/>. Never changes.</summary>
internal sealed class WebhookTemplate
{
    /// <summary>In parts: sections within sections could otherwise repeat forever.</summary>
    private const int MaxSteps = 10_000;

    /// <summary>In characters: more cannot be said together.</summary>
    private const int MaxLength = 2 * Limits.MaxTogetherBytes;

    private readonly IReadOnlyList<TemplatePart> _parts;

    private WebhookTemplate(IReadOnlyList<TemplatePart> parts) => _parts = parts;

    public static bool TryParse(string template, [NotNullWhen(true)] out WebhookTemplate? parsed, out string whyNot)
    {
        parsed = TemplateParser.TryParse(template, out var parts, out whyNot) ? new WebhookTemplate(parts) : null;
        return parsed is not null;
    }

    /// <summary>A template of our own.</summary>
    public static WebhookTemplate Of(string template) =>
        TryParse(template, out var parsed, out var whyNot) ? parsed : throw new InvalidOperationException(whyNot);

    /// <summary>The text for a body; null: it would be too long.</summary>
    /// <param name="around">The value in which keys are looked for that the body does not have; null: there is none.</param>
    public string? Write(JsonElement body, JsonElement? around = null)
    {
        var output = new StringBuilder();
        var steps = 0;
        return TryWrite(_parts, new TemplateScope(body, around is { } outer ? new TemplateScope(outer, null) : null), output, ref steps) ? output.ToString() : null;
    }

    private static bool TryWrite(IReadOnlyList<TemplatePart> parts, TemplateScope scope, StringBuilder output, ref int steps)
    {
        foreach (var part in parts)
        {
            if (++steps > MaxSteps || output.Length > MaxLength || !TryWrite(part, scope, output, ref steps))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryWrite(TemplatePart part, TemplateScope scope, StringBuilder output, ref int steps)
    {
        var found = part.Kind == TemplatePartKind.Literal ? null : scope.Find(part.Path);
        switch (part.Kind)
        {
            case TemplatePartKind.Literal:
                output.Append(part.Text);
                return true;
            case TemplatePartKind.Value:
                var text = found is { } value ? TextOf(value) : "";
                output.Append(part.Change is { } change ? change(text) : text);
                return true;
            case TemplatePartKind.Otherwise:
                return (found is { } present && !IsEmpty(present)) || TryWrite(part.Parts, scope, output, ref steps);
            default:
                return found is not { } section || IsEmpty(section) || TryWriteSection(part, section, scope, output, ref steps);
        }
    }

    private static bool TryWriteSection(TemplatePart part, JsonElement section, TemplateScope scope, StringBuilder output, ref int steps)
    {
        if (section.ValueKind != JsonValueKind.Array)
        {
            return TryWrite(part.Parts, new TemplateScope(section, scope), output, ref steps);
        }

        foreach (var element in section.EnumerateArray())
        {
            if (++steps > MaxSteps || !TryWrite(part.Parts, new TemplateScope(element, scope), output, ref steps))
            {
                return false;
            }
        }

        return true;
    }

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.String => value.ValueEquals(""),
        JsonValueKind.Number => value.TryGetInt64(out var number) && number == 0,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => false,
    };
}
