using System.Net.Http.Headers;

namespace ChatRoom.Server.Doors.Web.Requests;

/// <summary>The meaning of a body.</summary>
internal enum BodyType
{
    /// <summary>A text, as it is.</summary>
    Text,

    /// <summary>A text, or a form with the JSON of a webhook.</summary>
    TextOrForm,

    /// <summary>The JSON of a webhook.</summary>
    Json,

    /// <summary>Nothing that can be said.</summary>
    Other,
}

/// <summary>Reads the header <c>Content-Type</c>.</summary>
internal static class BodyTypes
{
    /// <param name="contentType">null or empty: there is none.</param>
    public static BodyType Read(string? contentType)
    {
        if (string.IsNullOrEmpty(contentType))
        {
            return BodyType.Text;
        }

        var type = MediaTypeHeaderValue.TryParse(contentType, out var parsed) ? parsed.MediaType!.ToLowerInvariant() : "";
        return type switch
        {
            "application/x-www-form-urlencoded" => BodyType.TextOrForm,
            "application/json" => BodyType.Json,
            _ when type.StartsWith("application/", StringComparison.Ordinal) && type.EndsWith("+json", StringComparison.Ordinal) => BodyType.Json,
            _ when type.StartsWith("text/", StringComparison.Ordinal) => BodyType.Text,
            _ => BodyType.Other,
        };
    }
}
